package dev.sluice.executor.kubernetes.workload;

import dev.sluice.executor.Target;

/**
 * Which object stands for a service that no object is labelled for: {@code kind/name}, where {@code {service}} and
 * {@code {pool}} in the name are replaced. A name without {@code {pool}} gets {@code -POOL} at its end if the service
 * has pools. Example: {@code deployment/{service}} is {@code checkout}, and {@code checkout-gpu} for the pool gpu.
 */
public record TargetTemplate(Kind kind, String name) {
    private static final String SERVICE = "{service}";
    private static final String POOL = "{pool}";

    /** Reads a template; {@link IllegalArgumentException} says what is wrong with it. */
    public static TargetTemplate parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            throw new IllegalArgumentException("'" + text + "' is not kind/name, as in deployment/{service}");
        }
        String name = text.substring(slash + 1).strip();
        if (!name.contains(SERVICE)) {
            throw new IllegalArgumentException("the name in '" + text + "' must contain " + SERVICE);
        }
        if (!name.replace(SERVICE, "s").replace(POOL, "p").matches("[a-z0-9]([a-z0-9.-]*[a-z0-9])?")) {
            throw new IllegalArgumentException("the name in '" + text
                    + "' may have lower-case letters, digits, '-', '.', " + SERVICE + " and " + POOL);
        }
        return new TargetTemplate(Kind.parse(text.substring(0, slash).strip()), name);
    }

    /** The name of a target's object. */
    String nameOf(Target target) {
        return withPool(target.pool()).replace(SERVICE, target.service());
    }

    private String withPool(String pool) {
        if (pool.isEmpty()) {
            return name.replaceAll("[.-]?\\{pool}", "").replaceAll("^[.-]+", "");
        }
        return name.contains(POOL) ? name.replace(POOL, pool) : name + "-" + pool;
    }
}
