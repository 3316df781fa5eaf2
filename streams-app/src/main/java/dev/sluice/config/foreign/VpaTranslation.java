package dev.sluice.config.foreign;

import dev.sluice.config.foreign.object.Fields;
import dev.sluice.policy.Mode;
import dev.sluice.policy.Resources;
import dev.sluice.policy.SizeTerms;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A VerticalPodAutoscaler.
 *
 * @param size how large a replica may be
 * @param minReplicas replicas below which nothing is evicted
 */
record VpaTranslation(SizeTerms size, OptionalInt minReplicas) {
    /** Of one container: those of all of them can be added. */
    private static final BigDecimal MOST_BYTES = new BigDecimal("1e15");

    static VpaTranslation of(Fields spec) {
        Fields update = spec.below("updatePolicy");
        String mode = update.text("updateMode").orElse("Auto");
        if (!isOff(mode)) {
            update.remark("updateMode " + mode + " becomes size.mode advise; act sets resources, and needs perReplica");
        }
        OptionalInt minReplicas = update.whole("minReplicas");
        update.rest();
        Optional<Resources> least = Optional.empty();
        Optional<Resources> most = Optional.empty();
        Fields resourcePolicy = spec.below("resourcePolicy");
        List<Fields> containers = resourcePolicy.list("containerPolicies");
        resourcePolicy.rest();
        for (Fields container : containers) {
            boolean off = container.text("mode").filter(VpaTranslation::isOff).isPresent();
            Optional<Resources> min = resources(container, "minAllowed");
            Optional<Resources> max = resources(container, "maxAllowed");
            container(container, off, containers.size());
            if (!off) {
                least = sum(least, min);
                most = sum(most, max);
            }
        }
        spec.remark("recommenders", "Sluice has one, for all services");
        spec.skip("targetRef").rest();
        return new VpaTranslation(new SizeTerms(Mode.ADVISE, 1, least, most), minReplicas);
    }

    /** YAML takes an Off without quotes for false. */
    private static boolean isOff(String mode) {
        return mode.equals("Off") || mode.equals("false");
    }

    private static void container(Fields container, boolean off, int containers) {
        if (off) {
            container.remark("is left out: its mode is Off");
        } else if (containers > 1) {
            container.remark("bounds of containers are added up: size is that of the whole replica");
        }
        container.skip("containerName");
        container.remark("controlledResources", "all resources that are reported are sized");
        container.remark("controlledValues", "requests and limits are set alike");
        container.rest();
    }

    private static Optional<Resources> sum(Optional<Resources> known, Optional<Resources> more) {
        if (known.isEmpty() || more.isEmpty()) {
            return known.or(() -> more);
        }
        Resources a = known.get();
        Resources b = more.get();
        return Optional.of(new Resources(a.cpuCores() + b.cpuCores(), a.memoryBytes() + b.memoryBytes(), 0, 0, 0));
    }

    /** Bounds of CPU and memory. A maximum of one of them alone would be none of the other: it is left out. */
    private static Optional<Resources> resources(Fields container, String key) {
        Fields stated = container.below(key);
        Optional<BigDecimal> cpu = stated.quantity("cpu");
        Optional<BigDecimal> memory = stated.quantity("memory");
        stated.rest();
        boolean part = cpu.isPresent() != memory.isPresent();
        if (key.equals("maxAllowed") && part) {
            container.remark(key, "is left out: size.most names cpu and memory together");
            return Optional.empty();
        }
        if (cpu.isEmpty() && memory.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Resources(
                cpu.map(BigDecimal::doubleValue).orElse(0.0),
                memory.map(amount -> bytes(stated, amount)).orElse(0L),
                0,
                0,
                0));
    }

    private static long bytes(Fields stated, BigDecimal amount) {
        if (amount.compareTo(MOST_BYTES) > 0) {
            throw stated.wrong("memory", amount.toPlainString() + " is more than Sluice counts");
        }
        return amount.longValue();
    }
}
