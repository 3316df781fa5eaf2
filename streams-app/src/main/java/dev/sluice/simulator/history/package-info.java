/** Recorded demand as the windows that a service's loop would have closed, and what they teach. */
@NullMarked
package dev.sluice.simulator.history;

import org.jspecify.annotations.NullMarked;
