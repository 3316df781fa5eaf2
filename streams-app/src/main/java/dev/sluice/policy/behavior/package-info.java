/** How far and how fast the replica count may move: tolerance, stabilization, rate limits and bounds. */
@NullMarked
package dev.sluice.policy.behavior;

import org.jspecify.annotations.NullMarked;
