package dev.sluice.allocation.batch;

import java.time.Duration;

/**
 * Ranks claims of the same priority by how long they can wait: a service that answers now comes before a backlog that
 * may take minutes, and that before one that may take hours.
 */
public final class ClaimPriority {
    private static final Duration[] STEPS = {
        Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofDays(1)
    };

    private ClaimPriority() {}

    /** Priority of a claim that can wait for {@code patience}: the user's priority first, then five ranks of urgency. */
    public static int priority(int priority, Duration patience) {
        int rank = STEPS.length;
        for (Duration step : STEPS) {
            rank -= patience.compareTo(step) >= 0 ? 1 : 0;
        }
        return priority * (STEPS.length + 1) + rank;
    }
}
