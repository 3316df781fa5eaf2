/** The shares of traffic of the replicas, written for load balancers. */
@NullMarked
package dev.sluice.executor.weights;

import org.jspecify.annotations.NullMarked;
