package dev.sluice.client;

import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.DeadLetter.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Deserializer;

/** Bytes become a command that makes sense, nothing (a deletion), or a dead letter; an absent registry is none of these. */
public final class CommandReader {
    /** No number of commands reaches it. A record with a higher generation would block its target for ever. */
    public static final long HIGHEST_GENERATION = 1L << 52;

    /** Characters of the names of a service and its pool: an acknowledgement repeats them. */
    private static final int LONGEST_NAMES = 4_096;
    /** A time that recorded demand does not reach: it would let all later commands of its service expire. */
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final Deserializer<ScalingCommand> values;
    private final Consumer<ScalingCommand> check;

    /** What a record turned out to be. */
    public sealed interface Read {
        /** A command that makes sense. */
        record Command(ScalingCommand command) implements Read {}

        /** The service is gone. */
        record Deletion() implements Read {}

        /** Why it is none. */
        record Dead(DeadLetter letter) implements Read {}
    }

    /** @param check throws {@link IllegalArgumentException} at what else is impossible */
    public CommandReader(Deserializer<ScalingCommand> values, Consumer<ScalingCommand> check) {
        this.values = values;
        this.check = check;
    }

    /** Reads a record; {@link org.apache.kafka.common.KafkaException} if the registry cannot be asked about it now. */
    public Read read(ConsumerRecord<byte[], byte[]> record) {
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
            checkHead(command);
            check.accept(command);
        } catch (IllegalArgumentException e) {
            return dead(record, Reason.IMPOSSIBLE_VALUE, String.valueOf(e.getMessage()));
        }
        return new Read.Command(command);
    }

    /** A command whose schema could not be asked for. */
    public static Read unavailable(ConsumerRecord<byte[], byte[]> record, KafkaException why) {
        return dead(record, Reason.REGISTRY_UNAVAILABLE, String.valueOf(why.getMessage()));
    }

    private static void checkHead(ScalingCommand command) {
        if (command.getReplicas() < 0) {
            throw new IllegalArgumentException("replicas " + command.getReplicas() + " are fewer than none");
        }
        if (command.getGeneration() < 0 || command.getGeneration() > HIGHEST_GENERATION) {
            throw new IllegalArgumentException("generation " + command.getGeneration() + " is no count of commands");
        }
        if (command.getIssuedAt().isBefore(Instant.EPOCH)
                || command.getIssuedAt().isAfter(LATEST)) {
            throw new IllegalArgumentException("issued at " + command.getIssuedAt());
        }
        int length = command.getService().length() + command.getPool().length();
        if (length > LONGEST_NAMES) {
            throw new IllegalArgumentException("the names of service and pool have " + length + " characters");
        }
    }

    private static Read dead(ConsumerRecord<byte[], byte[]> record, Reason reason, String detail) {
        return new Read.Dead(new DeadLetter(reason, detail, record.topic(), record.partition(), record.offset()));
    }
}
