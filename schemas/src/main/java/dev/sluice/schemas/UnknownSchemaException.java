package dev.sluice.schemas;

import org.apache.kafka.common.errors.SerializationException;

/** A record names a schema id that the registry, asked and answering, does not know: the record is a dead letter. */
public final class UnknownSchemaException extends SerializationException {
    private static final long serialVersionUID = 1L;

    private final int id;

    public UnknownSchemaException(int id) {
        super("schema id " + id + " is not in the registry");
        this.id = id;
    }

    /** The id. */
    public int id() {
        return id;
    }
}
