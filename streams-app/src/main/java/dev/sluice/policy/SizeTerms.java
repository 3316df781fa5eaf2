package dev.sluice.policy;

import dev.sluice.text.NumberText;
import java.util.Optional;

/**
 * The limits for the resources of one replica.
 *
 * @param mode whether the resources are commanded with the replicas or only advised
 * @param gpuSlice the fraction in which a GPU is allocated, above 0 to 1
 * @param least minimum of each resource; empty: the default
 * @param most maximum of each resource, the machine; empty: as the pool states
 */
public record SizeTerms(Mode mode, double gpuSlice, Optional<Resources> least, Optional<Resources> most) {
    public SizeTerms {
        if (!(gpuSlice > 0 && gpuSlice <= 1)) {
            throw new IllegalArgumentException(
                    "size.gpuSlice must be above 0 and at most 1, not " + NumberText.exactly(gpuSlice));
        }
        if (least.isPresent() && most.isPresent() && !least.get().fitsIn(most.get())) {
            throw new IllegalArgumentException("size.least must fit into size.most");
        }
    }
}
