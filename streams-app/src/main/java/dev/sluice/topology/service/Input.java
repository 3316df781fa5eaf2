package dev.sluice.topology.service;

import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Step;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Something that a loop takes in, in a form that can be given to it again. */
public final class Input {
    private static final int APART_FROM_RECORD = 200;

    private final @Nullable ConsumerRecord<byte[], byte[]> record;
    private final Change change;
    private final int changeBytes;

    /** What a loop does with an input; must do the same each time. */
    @FunctionalInterface
    public interface Change {
        Step apply(ServiceLoop loop);
    }

    private Input(@Nullable ConsumerRecord<byte[], byte[]> record, Change change, int changeBytes) {
        this.record = record;
        this.change = change;
        this.changeBytes = changeBytes;
    }

    public static Input of(ConsumerRecord<byte[], byte[]> record, Change change) {
        return new Input(record, change, 0);
    }

    /** What a record says may hold so many bytes in memory beside those of the record. */
    public static Input of(ConsumerRecord<byte[], byte[]> record, Change change, int changeBytes) {
        return new Input(record, change, changeBytes);
    }

    public static Input ofClock(Change change) {
        return new Input(null, change, 0);
    }

    /** The record that says it; empty where the clock does. */
    public Optional<ConsumerRecord<byte[], byte[]>> record() {
        return Optional.ofNullable(record);
    }

    Step applyTo(ServiceLoop loop) {
        return change.apply(loop);
    }

    /** What it holds in memory, about. */
    int bytes() {
        return record == null
                ? APART_FROM_RECORD
                : APART_FROM_RECORD
                        + changeBytes
                        + Math.max(0, record.serializedKeySize())
                        + Math.max(0, record.serializedValueSize());
    }
}
