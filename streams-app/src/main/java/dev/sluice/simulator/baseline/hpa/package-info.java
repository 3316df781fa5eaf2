/** Kubernetes' HPA and the predictive HPA built on it, from their published rules. */
@NullMarked
package dev.sluice.simulator.baseline.hpa;

import org.jspecify.annotations.NullMarked;
