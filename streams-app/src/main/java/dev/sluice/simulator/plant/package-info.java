/** A service that is not there: replicas with a lead time, the work that they serve, and what they report. */
@NullMarked
package dev.sluice.simulator.plant;

import org.jspecify.annotations.NullMarked;
