/**
 * Scaling to zero and back: when a service that may be unloaded must be ready for its next call, learned from its own
 * silences.
 *
 * <p>One rule covers keep-alive and pre-warming: a minute is worth being loaded if the chance of a call in it, times
 * the worth of the avoided cold start, reaches the price of an idle minute. Times are minutes since the epoch.
 */
@NullMarked
package dev.sluice.policy.idle;

import org.jspecify.annotations.NullMarked;
