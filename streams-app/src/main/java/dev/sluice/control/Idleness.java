package dev.sluice.control;

import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/** How long a service has had nothing to do, and whether it may go to zero. */
final class Idleness {
    private static final Duration WINDOW = Duration.ofMinutes(5);

    private long lastActive = Long.MIN_VALUE;

    /** Notes a window that ended at {@code end} (ms). */
    void saw(long end, boolean active) {
        if (active || lastActive == Long.MIN_VALUE) {
            lastActive = end;
        }
    }

    /** End of the last window with demand, ms. */
    long lastActive() {
        return lastActive;
    }

    boolean sleeps(long now, ScalingPolicy policy) {
        return policy.replicas().min() == 0 && now - lastActive >= WINDOW.toMillis();
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(lastActive);
    }

    void read(DataInput in) throws IOException {
        lastActive = in.readLong();
    }
}
