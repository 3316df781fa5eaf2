package dev.sluice.schemas;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/** Bytes that are no record of the kind expected: the record is a dead letter. */
public final class UnreadableRecordException extends SerializationException {
    private static final long serialVersionUID = 1L;

    public UnreadableRecordException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
