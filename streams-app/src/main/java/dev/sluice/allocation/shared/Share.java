package dev.sluice.allocation.shared;

import dev.sluice.policy.Checks;

/**
 * Something that services share.
 *
 * @param kind what it is
 * @param name its name
 */
public record Share(Kind kind, String name) {
    public Share {
        Checks.name("name", name);
    }

    /** What is shared. */
    public enum Kind {
        /** The replicas of a pool; amounts are replicas. */
        POOL,
        /** The money of a tenant; amounts are money an hour. */
        TENANT
    }

    public static Share pool(String name) {
        return new Share(Kind.POOL, name);
    }

    public static Share tenant(String name) {
        return new Share(Kind.TENANT, name);
    }
}
