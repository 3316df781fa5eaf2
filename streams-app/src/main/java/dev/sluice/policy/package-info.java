/** What a team allows: stabilization, rate limits, tolerance and bounds on a wanted size. */
@NullMarked
package dev.sluice.policy;

import org.jspecify.annotations.NullMarked;
