/** Demand that is made, not recorded. */
@NullMarked
package dev.sluice.simulator.workload;

import org.jspecify.annotations.NullMarked;
