/**
 * Zero to one and back: when a service that may be unloaded must be ready for its next call, learned from its own
 * silences.
 *
 * <p>One rule gives keep-alive and pre-warm: a minute is worth being loaded when the chance of a call in it, times the
 * worth of the cold start that would be spared, reaches the price of an idle minute. Times are minutes since the epoch.
 */
@NullMarked
package dev.sluice.policy.idle;

import org.jspecify.annotations.NullMarked;
