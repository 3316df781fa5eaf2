/** Several services on shared pools with prices, limits and lead times, decided by the loops that run live. */
@NullMarked
package dev.sluice.simulator.cluster;

import org.jspecify.annotations.NullMarked;
