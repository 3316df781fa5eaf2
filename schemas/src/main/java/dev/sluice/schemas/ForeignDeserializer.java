package dev.sluice.schemas;

import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.DisconnectException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/** Another maker's deserializer whose errors become ours, so that an outage of the registry is never taken for a bad record. */
final class ForeignDeserializer<T extends SpecificRecord> implements Deserializer<T> {
    private static final int DEEPEST_CAUSE = 20;
    private static final int UNKNOWN_SCHEMA = 40403;

    private final Deserializer<T> inner;
    private final Class<T> type;

    ForeignDeserializer(Deserializer<T> inner, Class<T> type) {
        this.inner = inner;
        this.type = type;
        TrustedPackages.trust(type);
    }

    @Override
    public T deserialize(String topic, byte @Nullable [] bytes) {
        try {
            return type.cast(inner.deserialize(topic, bytes));
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    @Override
    public T deserialize(String topic, Headers headers, byte @Nullable [] bytes) {
        try {
            return type.cast(inner.deserialize(topic, headers, bytes));
        } catch (RuntimeException e) {
            throw translated(e);
        }
    }

    private static KafkaException translated(RuntimeException error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST_CAUSE; depth++) {
            Optional<Integer> status = status(cause);
            if (outage(cause) || (status.isPresent() && !saysUnknown(cause))) {
                return new RegistryUnavailableException("schema registry unavailable: " + cause, error);
            }
            cause = cause.getCause();
        }
        return new UnreadableRecordException(String.valueOf(error.getMessage()), error);
    }

    private static boolean outage(Throwable cause) {
        return cause instanceof SocketException
                || cause instanceof SocketTimeoutException
                || cause instanceof UnknownHostException
                || cause instanceof HttpTimeoutException
                || cause instanceof TimeoutException
                || cause instanceof DisconnectException;
    }

    /** Whether it is the registry's own word that a schema is unknown, and not a proxy's that a page is. */
    private static boolean saysUnknown(Throwable cause) {
        return number(cause, "getErrorCode")
                .filter(code -> code == UNKNOWN_SCHEMA)
                .isPresent();
    }

    private static Optional<Integer> status(Throwable cause) {
        return number(cause, "getStatus");
    }

    /** A number of Confluent's {@code RestClientException}, which is not on the default class path. */
    private static Optional<Integer> number(Throwable cause, String getter) {
        if (!cause.getClass().getSimpleName().equals("RestClientException")) {
            return Optional.empty();
        }
        try {
            return Optional.of((Integer) cause.getClass().getMethod(getter).invoke(cause));
        } catch (ReflectiveOperationException | ClassCastException e) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        inner.close();
    }
}
