/**
 * The control loops, which combine forecast, sizing and policy: (state, input, policy, now) gives a step with outputs.
 */
@NullMarked
package dev.sluice.control;

import org.jspecify.annotations.NullMarked;
