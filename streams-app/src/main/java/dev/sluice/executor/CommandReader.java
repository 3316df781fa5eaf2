package dev.sluice.executor;

import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.DeadLetter.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Bytes become a command that makes sense, nothing (a deletion), or a dead letter; an absent registry is none of these. */
final class CommandReader {
    /** Characters of the names of a service and its pool: an acknowledgement repeats them. */
    private static final int LONGEST_NAMES = 4_096;
    /** A time that recorded demand does not reach: it would let all later commands of its service expire. */
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final Deserializer<ScalingCommand> values;

    /** What a record turned out to be. */
    sealed interface Read {
        record Command(ScalingCommand command) implements Read {}

        record Deletion() implements Read {}

        record Dead(DeadLetter letter) implements Read {}
    }

    CommandReader(Deserializer<ScalingCommand> values) {
        this.values = values;
    }

    Read read(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return new Read.Deletion();
        }
        ScalingCommand command;
        try {
            command = values.deserialize(record.topic(), record.headers(), record.value());
        } catch (SerializationException e) {
            return dead(record, DeadLetter.reasonOf(e), String.valueOf(e.getMessage()));
        } catch (KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            return dead(record, Reason.UNREADABLE, e.toString());
        }
        if (record.key() == null) {
            return dead(record, Reason.NULL_KEY, "a command's key is its service");
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        if (!key.equals(command.getService()) || key.isEmpty()) {
            return dead(
                    record,
                    Reason.KEY_IS_NOT_SERVICE,
                    "key '" + key + "' on a command for '" + command.getService() + "'");
        }
        try {
            check(command);
        } catch (IllegalArgumentException e) {
            return dead(record, Reason.IMPOSSIBLE_VALUE, String.valueOf(e.getMessage()));
        }
        return new Read.Command(command);
    }

    /** A command whose schema could not be asked for. */
    static Read unavailable(ConsumerRecord<byte[], byte[]> record, KafkaException why) {
        return dead(record, Reason.REGISTRY_UNAVAILABLE, String.valueOf(why.getMessage()));
    }

    private static void check(ScalingCommand command) {
        Order order = Order.of(command);
        if (order.generation() < 0 || order.generation() > Order.HIGHEST_GENERATION) {
            throw new IllegalArgumentException("generation " + order.generation() + " is no count of commands");
        }
        if (command.getIssuedAt().isBefore(Instant.EPOCH)
                || command.getIssuedAt().isAfter(LATEST)) {
            throw new IllegalArgumentException("issued at " + command.getIssuedAt());
        }
        int length = order.target().service().length() + order.target().pool().length();
        if (length > LONGEST_NAMES) {
            throw new IllegalArgumentException("the names of service and pool have " + length + " characters");
        }
        List<PoolCapacity> parts = PoolCapacity.of(command);
        if (parts.stream().map(PoolCapacity::pool).distinct().count() < parts.size()) {
            throw new IllegalArgumentException("the allocation names a pool twice");
        }
    }

    private static Read dead(ConsumerRecord<byte[], byte[]> record, Reason reason, String detail) {
        return new Read.Dead(new DeadLetter(reason, detail, record.topic(), record.partition(), record.offset()));
    }
}
