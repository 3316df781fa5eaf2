package dev.sluice.control.message.proposal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The load that replicas carry, regardless of their pool.
 *
 * @param demand units per second
 * @param batch work that must be finished by a deadline, if that is the objective
 */
public record Load(double demand, Optional<Batch> batch) {
    public static Load of(double demand) {
        return new Load(demand, Optional.empty());
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
        out.writeBoolean(batch.isPresent());
        if (batch.isPresent()) {
            out.writeDouble(batch.get().work());
            out.writeLong(batch.get().deadline().toEpochMilli());
        }
    }

    public static Load read(DataInput in) throws IOException {
        double demand = in.readDouble();
        return in.readBoolean()
                ? new Load(demand, Optional.of(new Batch(in.readDouble(), Instant.ofEpochMilli(in.readLong()))))
                : of(demand);
    }

    public Load withDemand(double unitsPerSecond) {
        return new Load(unitsPerSecond, batch);
    }
}
