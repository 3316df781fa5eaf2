package dev.sluice.executor.kubernetes.resize;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.policy.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Requests and limits of one container, by the names of Kubernetes, in cores, bytes and pieces. */
public record ContainerResources(Map<String, BigDecimal> requests, Map<String, BigDecimal> limits) {
    private static final BigDecimal THOUSAND = BigDecimal.valueOf(1000);
    private static final double MEBIBYTE = 1 << 20;

    /**
     * @param gpu extended resource for GPUs, counted in whole ones
     * @param gpuMemory extended resource for GPU memory, counted in MiB; empty: it is not set
     */
    public record Names(String gpu, String gpuMemory) {
        /** What a size asks for; a resource of 0 is left out. Fractions are rounded up to what can be asked for. */
        Map<String, BigDecimal> amounts(Resources size) {
            Map<String, BigDecimal> amounts = new LinkedHashMap<>();
            put(amounts, "cpu", BigDecimal.valueOf(size.cpuCores()).setScale(3, RoundingMode.CEILING));
            put(amounts, "memory", BigDecimal.valueOf(size.memoryBytes()));
            put(amounts, gpu, BigDecimal.valueOf(Math.ceil(size.gpus())));
            put(amounts, gpuMemory, BigDecimal.valueOf(Math.ceil(size.gpuMemoryBytes() / MEBIBYTE)));
            put(amounts, "ephemeral-storage", BigDecimal.valueOf(size.storageBytes()));
            return amounts;
        }

        private static void put(Map<String, BigDecimal> amounts, String name, BigDecimal amount) {
            if (!name.isEmpty() && amount.signum() > 0) {
                amounts.put(name, amount);
            }
        }

        /** True for resources of which a limit must equal the request. */
        private boolean isExtended(String name) {
            return name.equals(gpu) || name.equals(gpuMemory);
        }
    }

    public ContainerResources {
        requests = Collections.unmodifiableMap(new TreeMap<>(requests));
        limits = Collections.unmodifiableMap(new TreeMap<>(limits));
    }

    /** Reads {@code resources} of a container as JSON gave it. */
    static ContainerResources read(@Nullable Object resources) {
        Map<?, ?> both = resources instanceof Map<?, ?> map ? map : Map.of();
        return new ContainerResources(quantities(both.get("requests")), quantities(both.get("limits")));
    }

    /** The resources of a container as the client has read them. */
    static ContainerResources of(@Nullable ResourceRequirements resources) {
        return resources == null
                ? new ContainerResources(Map.of(), Map.of())
                : new ContainerResources(amounts(resources.getRequests()), amounts(resources.getLimits()));
    }

    private static Map<String, BigDecimal> amounts(@Nullable Map<String, Quantity> of) {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        (of == null ? Map.<String, Quantity>of() : of)
                .forEach((name, amount) -> amounts.put(name, Quantity.getAmountInBytes(amount)));
        return amounts;
    }

    private static Map<String, BigDecimal> quantities(@Nullable Object of) {
        Map<String, BigDecimal> amounts = new LinkedHashMap<>();
        (of instanceof Map<?, ?> map ? map : Map.of())
                .forEach((name, text) -> amounts.put(
                        String.valueOf(name), Quantity.getAmountInBytes(Quantity.parse(String.valueOf(text)))));
        return amounts;
    }

    /**
     * The same with the resources of a size. A limit keeps its ratio to the request; where there is none, none is set,
     * except for GPUs, which need one.
     */
    ContainerResources with(Resources size, Names names) {
        Map<String, BigDecimal> newRequests = new LinkedHashMap<>(requests);
        Map<String, BigDecimal> newLimits = new LinkedHashMap<>(limits);
        names.amounts(size).forEach((name, amount) -> {
            newRequests.put(name, amount);
            limit(name, amount, names.isExtended(name)).ifPresent(limit -> newLimits.put(name, limit));
        });
        return new ContainerResources(newRequests, newLimits);
    }

    private Optional<BigDecimal> limit(String name, BigDecimal request, boolean extended) {
        BigDecimal limit = limits.get(name);
        BigDecimal before = requests.getOrDefault(name, BigDecimal.ZERO);
        if (extended) {
            return Optional.of(request);
        }
        if (limit == null) {
            return Optional.empty();
        }
        return Optional.of(
                before.signum() == 0
                        ? request
                        : request.multiply(limit).divide(before, name.equals("cpu") ? 3 : 0, RoundingMode.CEILING));
    }

    /** CPU and memory of these: all that can be changed while a container runs. */
    ContainerResources inPlace() {
        return new ContainerResources(inPlace(requests), inPlace(limits));
    }

    private static Map<String, BigDecimal> inPlace(Map<String, BigDecimal> all) {
        Map<String, BigDecimal> some = new TreeMap<>(all);
        some.keySet().retainAll(List.of("cpu", "memory"));
        return some;
    }

    /** True if others differ from these in CPU and memory alone. */
    boolean differsInPlace(ContainerResources other) {
        return overlaid(other.inPlace()).isSame(other);
    }

    /** The same with each amount that others state. */
    ContainerResources overlaid(ContainerResources others) {
        Map<String, BigDecimal> newRequests = new LinkedHashMap<>(requests);
        newRequests.putAll(others.requests);
        Map<String, BigDecimal> newLimits = new LinkedHashMap<>(limits);
        newLimits.putAll(others.limits);
        return new ContainerResources(newRequests, newLimits);
    }

    /** True if each amount that others state is the same here. */
    boolean covers(ContainerResources others) {
        return overlaid(others).isSame(this);
    }

    /** True if both give the same. */
    boolean isSame(ContainerResources other) {
        return isSame(requests, other.requests) && isSame(limits, other.limits);
    }

    private static boolean isSame(Map<String, BigDecimal> one, Map<String, BigDecimal> other) {
        return one.keySet().equals(other.keySet())
                && one.entrySet().stream()
                        .allMatch(entry -> entry.getValue().compareTo(other.get(entry.getKey())) == 0);
    }

    /** As Kubernetes writes it. */
    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        write(json.putObject("requests"), requests);
        write(json.putObject("limits"), limits);
        return json;
    }

    private static void write(ObjectNode to, Map<String, BigDecimal> amounts) {
        amounts.forEach((name, amount) -> to.put(name, text(amount)));
    }

    private static String text(BigDecimal amount) {
        BigDecimal stripped = amount.stripTrailingZeros();
        return stripped.scale() <= 0
                ? stripped.toBigInteger().toString()
                : amount.multiply(THOUSAND).setScale(0, RoundingMode.CEILING) + "m";
    }
}
