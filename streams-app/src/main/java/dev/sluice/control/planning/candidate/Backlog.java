package dev.sluice.control.planning.candidate;

import dev.sluice.demand.DemandWindow;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The backlog of a service: how much work waits, if it grows, and since when any has waited. */
public final class Backlog {
    private static final long NOTHING = Long.MIN_VALUE;

    /** Share of what arrives in a window by which the backlog grows and falls in any service. */
    private static final double NOISE = .1;

    private double units;
    private boolean grew;
    private long since = NOTHING;
    private long until = NOTHING;

    /** Takes in a closed window, and returns when the waiting work must be finished; empty if work does not wait. */
    public Optional<Instant> saw(DemandWindow window, ScalingPolicy policy) {
        double now = window.backlog().orElse(0);
        grew = now - units > NOISE * window.requests();
        units = now;
        long end = window.to().toEpochMilli();
        boolean passed = since != NOTHING && policy.objective().startsAgain(Duration.ofMillis(end - since));
        if (now == 0) {
            since = NOTHING;
        } else if (since == NOTHING || passed) {
            since = end;
        }
        until = end;
        return deadline(policy);
    }

    public double units() {
        return units;
    }

    public boolean grew() {
        return grew;
    }

    /** Returns when the waiting work must be finished; empty if the objective is another. */
    Optional<Instant> deadline(ScalingPolicy policy) {
        long from = since == NOTHING ? Math.max(0, until) : since;
        return policy.objective().workDeadline(Instant.ofEpochMilli(from));
    }

    public void write(DataOutput out) throws IOException {
        out.writeDouble(units);
        out.writeBoolean(grew);
        out.writeLong(since);
        out.writeLong(until);
    }

    public void read(DataInput in) throws IOException {
        units = in.readDouble();
        grew = in.readBoolean();
        since = in.readLong();
        until = in.readLong();
    }
}
