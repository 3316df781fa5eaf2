package dev.sluice.policy;

import java.util.Optional;

/**
 * How large one replica may be.
 *
 * @param mode whether the size is commanded with the replicas or only said
 * @param gpuSlice the parts that a GPU is given out in, above 0 to 1
 * @param least least of each resource; empty: the default
 * @param most most of each resource, the machine; empty: what the pool says
 */
public record SizeTerms(Mode mode, double gpuSlice, Optional<Resources> least, Optional<Resources> most) {
    public SizeTerms {
        if (!(gpuSlice > 0 && gpuSlice <= 1)) {
            throw new IllegalArgumentException("size.gpuSlice must be above 0 and at most 1, not " + gpuSlice);
        }
        if (least.isPresent() && most.isPresent() && !least.get().fitsIn(most.get())) {
            throw new IllegalArgumentException("size.least must fit into size.most");
        }
    }
}
