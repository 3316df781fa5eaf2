/** Recorded demand as files hold it: CSV in, traces out, with an account of what was assumed. */
@NullMarked
package dev.sluice.simulator.input;

import org.jspecify.annotations.NullMarked;
