package dev.sluice.executor.history;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What was written before, from which a partition's state is rebuilt. */
public interface History extends AutoCloseable {
    /** Reads acknowledgements in the order in which they were written, for these partitions of commands. */
    void acks(Set<Integer> commandPartitions, Optional<Instant> since, Sink<ScalingAck> sink);

    /** Reads the commands that these partitions still hold, in their order: of each service at least the newest. */
    void commands(Set<Integer> commandPartitions, Sink<ScalingCommand> sink);

    @Override
    void close();

    /** Where they go. */
    @FunctionalInterface
    interface Sink<T> {
        void accept(int commandPartition, T record);
    }
}
