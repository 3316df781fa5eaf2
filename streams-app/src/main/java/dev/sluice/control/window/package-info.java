/** Turns reports into windows: open and closed windows, and the running one. */
@NullMarked
package dev.sluice.control.window;

import org.jspecify.annotations.NullMarked;
