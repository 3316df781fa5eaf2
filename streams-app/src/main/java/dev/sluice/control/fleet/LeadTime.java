package dev.sluice.control.fleet;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/**
 * The time from an order to ready replicas, learned from acknowledgements. It is the maximum of the last few starts,
 * because a late replica leaves demand unserved.
 */
final class LeadTime {
    /** The lead time used before any start was observed. */
    static final Duration UNKNOWN = Duration.ofSeconds(60);

    private static final int KEPT = 8;

    private final int[] recent = new int[KEPT];
    private int seen;
    private Optional<Duration> estimate = Optional.empty();

    /** Notes a start that took {@code took}; limited to between one millisecond and one day. */
    void learn(Duration took) {
        long ms = Math.max(1, Math.min(took.toMillis(), Duration.ofDays(1).toMillis()));
        recent[seen % KEPT] = (int) ms;
        seen = seen == Integer.MAX_VALUE ? KEPT : seen + 1;
        estimate = Optional.of(Duration.ofMillis(longest()));
    }

    /** Returns the estimate; empty before any start was observed. */
    Optional<Duration> estimate() {
        return estimate;
    }

    private int longest() {
        int longest = 0;
        for (int i = 0; i < Math.min(seen, KEPT); i++) {
            longest = Math.max(longest, recent[i]);
        }
        return longest;
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(seen);
        for (int i = 0; i < Math.min(seen, KEPT); i++) {
            out.writeInt(recent[i]);
        }
    }

    void read(DataInput in) throws IOException {
        seen = in.readInt();
        for (int i = 0; i < Math.min(seen, KEPT); i++) {
            recent[i] = in.readInt();
        }
        estimate = seen == 0 ? Optional.empty() : Optional.of(Duration.ofMillis(longest()));
    }
}
