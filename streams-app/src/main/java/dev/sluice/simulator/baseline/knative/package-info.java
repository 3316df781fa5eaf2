/** Knative's pod autoscaler, from its published rules. */
@NullMarked
package dev.sluice.simulator.baseline.knative;

import org.jspecify.annotations.NullMarked;
