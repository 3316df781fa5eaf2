/** What one replica serves, learned and stated. */
@NullMarked
package dev.sluice.control.planning.capacity;

import org.jspecify.annotations.NullMarked;
