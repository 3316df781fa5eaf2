package dev.sluice.allocation.shared;

import dev.sluice.text.Checks;

/**
 * Something that services share.
 *
 * @param kind what it is
 * @param name its name
 */
public record SharedResource(Kind kind, String name) {
    public SharedResource {
        Checks.name("name", name);
    }

    /** What is shared. */
    public enum Kind {
        /** The replicas of a pool; amounts are replicas. */
        POOL,
        /** The money of a tenant; amounts are money per hour. */
        TENANT
    }

    public static SharedResource pool(String name) {
        return new SharedResource(Kind.POOL, name);
    }

    public static SharedResource tenant(String name) {
        return new SharedResource(Kind.TENANT, name);
    }
}
