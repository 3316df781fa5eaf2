/** How reports arrive: how far they have come, how long they are, and whose clock is wrong. */
@NullMarked
package dev.sluice.control.window.arrival;

import org.jspecify.annotations.NullMarked;
