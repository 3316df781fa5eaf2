package dev.sluice.executor.history;

import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** What was written before, from which a partition's state is rebuilt. */
public interface History extends AutoCloseable {
    /** Reads acknowledgements in the order in which they were written, for these partitions of commands. */
    void acks(Set<Integer> commandPartitions, Optional<Instant> since, Sink<ScalingAck> sink);

    /**
     * Reads acknowledgements of services that are wanted from before this span, going back further and further until none is
     * wanted. Each time those of a longer span follow, in the order in which they were written.
     */
    void olderAcks(
            Set<Integer> commandPartitions, Duration beyond, Supplier<Set<String>> wanted, Sink<ScalingAck> sink);

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
