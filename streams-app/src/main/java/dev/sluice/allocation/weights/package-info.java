/** Shares of traffic by measured capacity, as a value and as the files that load balancers read. */
@NullMarked
package dev.sluice.allocation.weights;

import org.jspecify.annotations.NullMarked;
