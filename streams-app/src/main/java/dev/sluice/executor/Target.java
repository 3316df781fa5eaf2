package dev.sluice.executor;

/**
 * What is scaled: a service, in one of its pools.
 *
 * @param pool name of the pool; empty where the service has one
 */
public record Target(String service, String pool) {
    public Target {
        if (service.isEmpty()) {
            throw new IllegalArgumentException("a target names its service");
        }
    }

    /** A service that has one pool. */
    public static Target of(String service) {
        return new Target(service, "");
    }

    @Override
    public String toString() {
        return pool.isEmpty() ? service : service + "/" + pool;
    }
}
