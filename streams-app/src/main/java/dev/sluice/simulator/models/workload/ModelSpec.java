package dev.sluice.simulator.models.workload;

import dev.sluice.text.NumberText;

/**
 * What a model takes.
 *
 * @param memory of the GPU that it is on, bytes
 * @param loadSeconds from the order until it serves
 */
public record ModelSpec(double memory, double loadSeconds) {
    public ModelSpec {
        if (!(memory > 0) || Double.isInfinite(memory)) {
            throw new IllegalArgumentException("a model takes some memory, not " + NumberText.exactly(memory));
        }
        if (!(loadSeconds >= 0) || Double.isInfinite(loadSeconds)) {
            throw new IllegalArgumentException(
                    "a model loads in 0 s or longer, not in " + NumberText.exactly(loadSeconds) + " s");
        }
    }
}
