package dev.sluice.topology.service;

import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Step;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * Something that a loop takes in, in a form that can be given to it again.
 *
 * @param record the record that says it; empty where the clock does
 * @param change what the loop does with it; must do the same each time
 */
public record Input(Optional<ConsumerRecord<byte[], byte[]>> record, Change change) {
    private static final int APART_FROM_RECORD = 200;

    /** What a loop does with an input. */
    @FunctionalInterface
    public interface Change {
        Step apply(ServiceLoop loop);
    }

    public static Input of(ConsumerRecord<byte[], byte[]> record, Change change) {
        return new Input(Optional.of(record), change);
    }

    public static Input ofClock(Change change) {
        return new Input(Optional.empty(), change);
    }

    Step applyTo(ServiceLoop loop) {
        return change.apply(loop);
    }

    /** What it holds in memory, about. */
    int bytes() {
        return record.isPresent() ? APART_FROM_RECORD + bytes(record.get()) : APART_FROM_RECORD;
    }

    private static int bytes(ConsumerRecord<byte[], byte[]> of) {
        return Math.max(0, of.serializedKeySize()) + Math.max(0, of.serializedValueSize());
    }
}
