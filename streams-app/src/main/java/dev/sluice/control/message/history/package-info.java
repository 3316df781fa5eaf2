/** What a service did before it was watched. */
@NullMarked
package dev.sluice.control.message.history;

import org.jspecify.annotations.NullMarked;
