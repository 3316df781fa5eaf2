package dev.sluice.sizing.capacity;

import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a replica is expected to serve before it was seen live, because a history shows it.
 *
 * <p>Example: replicas of the last weeks served 40 requests per second each where they were full, took 80 ms where they
 * were not, and kept 250 ms up to a load of 70 %.
 *
 * @param perReplica units per second that it serves
 * @param full true if replicas were seen full; false if they always had more to give, so that this is what they gave
 * @param quietMillis time of a request in quiet windows, ms; empty if the history does not tell
 * @param limit the largest load at which a latency bound was kept; empty if none was asked for, or nothing tells
 */
public record ExpectedReplica(double perReplica, boolean full, OptionalDouble quietMillis, Optional<Limit> limit) {
    /**
     * How far a replica may be loaded.
     *
     * @param bound what must be kept
     * @param load share of what a replica serves, above 0 and at most 1
     */
    public record Limit(LatencyBound bound, double load) {
        public Limit {
            if (!(load > 0 && load <= 1)) {
                throw new IllegalArgumentException(
                        "a replica is loaded to more than 0 and at most 1, not " + NumberText.exactly(load));
            }
        }
    }

    public ExpectedReplica {
        if (!(perReplica > 0) || Double.isInfinite(perReplica)) {
            throw new IllegalArgumentException(
                    "a replica serves more than 0 per second, not " + NumberText.exactly(perReplica));
        }
        if (quietMillis.isPresent() && !(quietMillis.getAsDouble() > 0)) {
            throw new IllegalArgumentException(
                    "a request takes more than 0 ms, not " + NumberText.exactly(quietMillis.getAsDouble()));
        }
    }

    /** Returns the units per second to plan with, within the bound. */
    public double planned() {
        return perReplica * limit.map(Limit::load).orElse(1.0);
    }

    public void write(DataOutput out) throws IOException {
        out.writeDouble(perReplica);
        out.writeBoolean(full);
        out.writeDouble(quietMillis.orElse(0));
        out.writeBoolean(limit.isPresent());
        if (limit.isPresent()) {
            out.writeDouble(limit.get().bound().quantile());
            out.writeDouble(limit.get().bound().millis());
            out.writeDouble(limit.get().load());
        }
    }

    /** Reads what {@link #write} wrote. */
    public static ExpectedReplica read(DataInput in) throws IOException {
        double perReplica = in.readDouble();
        boolean full = in.readBoolean();
        double quiet = in.readDouble();
        OptionalDouble quietMillis = quiet == 0 ? OptionalDouble.empty() : OptionalDouble.of(quiet);
        Optional<Limit> limit = in.readBoolean()
                ? Optional.of(new Limit(new LatencyBound(in.readDouble(), in.readDouble()), in.readDouble()))
                : Optional.empty();
        return new ExpectedReplica(perReplica, full, quietMillis, limit);
    }
}
