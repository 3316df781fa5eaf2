/** Reads what was measured of a replica that serves a large model, in the formats that profilers and benchmarks write. */
@NullMarked
package dev.sluice.simulator.profile;

import org.jspecify.annotations.NullMarked;
