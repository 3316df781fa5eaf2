package dev.sluice.schemas;

import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;

/** The registry did not answer, however often it was asked: nothing is known about the record at hand. */
public final class RegistryUnavailableException extends KafkaException {
    private static final long serialVersionUID = 1L;

    public RegistryUnavailableException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Whether an error comes from an unavailable registry, however often it was wrapped on its way. */
    public static boolean isBehind(@Nullable Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (cause instanceof RegistryUnavailableException) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
