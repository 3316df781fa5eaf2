/** The policy of a service: stabilization, rate limits, tolerance and bounds on the proposed replica count. */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
