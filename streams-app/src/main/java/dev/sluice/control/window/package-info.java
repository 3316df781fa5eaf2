/** Reports become windows: what is open, what has closed, what the newest one holds so far. */
@NullMarked
package dev.sluice.control.window;

import org.jspecify.annotations.NullMarked;
