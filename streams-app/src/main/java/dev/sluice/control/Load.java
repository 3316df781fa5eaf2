package dev.sluice.control;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/**
 * What replicas have to carry, whatever pool they are in.
 *
 * @param demand units a second
 * @param batch the work that has to be finished by a time, where that is what counts
 */
record Load(double demand, Optional<Batch> batch) {
    static Load of(double demand) {
        return new Load(demand, Optional.empty());
    }

    /**
     * Work with an end.
     *
     * @param work units that are left
     * @param deadline when it must be finished
     */
    record Batch(double work, Instant deadline) {}

    void write(DataOutput out) throws IOException {
        out.writeDouble(demand);
        out.writeBoolean(batch.isPresent());
        if (batch.isPresent()) {
            out.writeDouble(batch.get().work());
            out.writeLong(batch.get().deadline().toEpochMilli());
        }
    }

    static Load read(DataInput in) throws IOException {
        double demand = in.readDouble();
        return in.readBoolean()
                ? new Load(demand, Optional.of(new Batch(in.readDouble(), Instant.ofEpochMilli(in.readLong()))))
                : of(demand);
    }

    Load withDemand(double unitsPerSecond) {
        return new Load(unitsPerSecond, batch);
    }
}
