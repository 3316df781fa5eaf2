package dev.sluice.executor;

import dev.sluice.events.ScalingAck;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** The acknowledgements that were written before, from which a partition's state is rebuilt. */
interface AckHistory extends AutoCloseable {
    /** Reads them in the order in which they were written, for these partitions of commands. */
    void replay(Set<Integer> commandPartitions, Optional<Instant> since, Sink sink);

    @Override
    void close();

    /** Where they go. */
    @FunctionalInterface
    interface Sink {
        void accept(int commandPartition, ScalingAck ack);
    }
}
