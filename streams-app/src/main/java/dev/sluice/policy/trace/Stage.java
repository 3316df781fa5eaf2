package dev.sluice.policy.trace;

import java.util.Locale;

/**
 * One step from demand to replicas, as {@code explain} prints it.
 *
 * @param name the step
 * @param before replicas before it
 * @param after replicas after it
 * @param reason why it changed the number, or {@link Reason#NO_CHANGE}
 * @param detail its numbers as text
 */
public record Stage(Name name, int before, int after, Reason reason, String detail) {
    /** The steps, in the order in which a decision takes them. */
    public enum Name {
        SIZING,
        LATENCY,
        DEMAND,
        SIGNALS,
        HEADROOM,
        PARTITIONS,
        TOLERANCE,
        STABILIZATION,
        RATE_LIMIT,
        BOUNDS,
        OVERRIDE,
        REPLICA_SIZE,
        BUDGET,
        POOL_LIMIT,
        MIX,
        CLAIM,
        HANDOVER,
        BRIDGE,
        EXECUTION,
        MODE;

        /** The name in text: "rate limit". */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** Whether the step changed the number. */
    public boolean changed() {
        return before != after;
    }
}
