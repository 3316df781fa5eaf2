package dev.sluice.config.foreign;

import dev.sluice.config.foreign.object.Fields;
import dev.sluice.config.foreign.object.ForeignObject;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The CPU that a replica of a Deployment, or of another object with a pod template, requests. */
final class RequestedCores {
    private RequestedCores() {}

    /** The sum over the containers, in cores; empty if one of them states none. */
    static OptionalDouble of(ForeignObject workload) {
        double sum = 0;
        List<Fields> containers;
        try {
            containers = new Fields("", workload.object(), new ArrayList<>())
                    .below("spec")
                    .below("template")
                    .below("spec")
                    .list("containers");
            for (Fields container : containers) {
                Fields resources = container.below("resources");
                Optional<BigDecimal> cpu = resources
                        .below("requests")
                        .quantity("cpu")
                        .or(() -> resources.below("limits").quantity("cpu"));
                if (cpu.isEmpty()) {
                    return OptionalDouble.empty();
                }
                sum += cpu.get().doubleValue();
            }
        } catch (IllegalArgumentException e) {
            return OptionalDouble.empty();
        }
        return containers.isEmpty() || sum <= 0 ? OptionalDouble.empty() : OptionalDouble.of(sum);
    }
}
