package dev.sluice.control.message.proposal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The load that replicas carry, regardless of their pool.
 *
 * <p>Example: a spot replica serves 10 per second, and is there for 98 % of the time. A demand of 600 takes 62 of them, but 60
 * replicas are 60.
 *
 * @param demand units per second
 * @param batch work that must be finished by a deadline, if that is the objective
 * @param counted true if it is what a number of replicas serves, and no demand: replicas that may be taken back count in full
 */
public record Load(double demand, Optional<Batch> batch, boolean counted) {
    private static final int BATCH = 1;
    private static final int COUNTED = 2;

    /** A demand. */
    public Load(double demand, Optional<Batch> batch) {
        this(demand, batch, false);
    }

    public static Load of(double demand) {
        return new Load(demand, Optional.empty());
    }

    /** Returns what replicas serve that are so many, whatever demand is. */
    public static Load ofReplicas(double served) {
        return of(served).counting(served);
    }

    /**
     * Work with a deadline.
     *
     * @param work units that are left
     * @param deadline when it must be finished
     */
    public record Batch(double work, Instant deadline) {}

    public void write(DataOutput out) throws IOException {
        out.writeDouble(demand);
        out.writeByte((batch.isPresent() ? BATCH : 0) | (counted ? COUNTED : 0));
        if (batch.isPresent()) {
            out.writeDouble(batch.get().work());
            out.writeLong(batch.get().deadline().toEpochMilli());
        }
    }

    public static Load read(DataInput in) throws IOException {
        double demand = in.readDouble();
        int flags = in.readByte();
        Optional<Batch> batch = (flags & BATCH) == 0
                ? Optional.empty()
                : Optional.of(new Batch(in.readDouble(), Instant.ofEpochMilli(in.readLong())));
        return new Load(demand, batch, (flags & COUNTED) != 0);
    }

    /** Returns the same work for replicas that serve so many units per second. */
    public Load counting(double served) {
        return new Load(served, batch, true);
    }

    /**
     * Returns the load that is not above {@code most}, which the largest allowed count serves, where a replica may be there for
     * only a {@code share} of the time.
     */
    public Load within(double most, double share) {
        return !counted && demand > most * share ? counting(most) : this;
    }
}
