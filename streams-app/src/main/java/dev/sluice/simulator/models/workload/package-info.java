/** The models that share GPUs and the calls of them, recorded or generated. */
@NullMarked
package dev.sluice.simulator.models.workload;

import org.jspecify.annotations.NullMarked;
