/** What a service did before it was watched, and what it taught. */
@NullMarked
package dev.sluice.control.message.history;

import org.jspecify.annotations.NullMarked;
