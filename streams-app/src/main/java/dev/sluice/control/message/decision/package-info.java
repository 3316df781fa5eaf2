/** A decision as a value: what was seen and planned, what was decided, and why. */
@NullMarked
package dev.sluice.control.message.decision;

import org.jspecify.annotations.NullMarked;
