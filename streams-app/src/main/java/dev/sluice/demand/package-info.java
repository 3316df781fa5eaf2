/** What was measured of a service in one window: signals, latency, tokens, the lag of a consumer group. */
@NullMarked
package dev.sluice.demand;

import org.jspecify.annotations.NullMarked;
