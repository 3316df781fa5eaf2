package dev.sluice.executor.docker;

/** The labels that say what a container is. */
final class Labels {
    public static final String SERVICE = "sluice.dev/service";
    /** Empty or missing if the service has one pool. */
    static final String POOL = "sluice.dev/pool";
    /** {@code true}: replicas are created like this container, which is none itself. */
    static final String TEMPLATE = "sluice.dev/template";
    /** {@code true}: the executor created this container. */
    static final String REPLICA = "sluice.dev/replica";

    private Labels() {}
}
