/** The loops that join forecast, sizing and policy: (state, input, policy, now) to a step with what to send. */
@NullMarked
package dev.sluice.control;

import org.jspecify.annotations.NullMarked;
