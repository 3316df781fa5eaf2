package dev.sluice.schemas;

import org.apache.kafka.common.KafkaException;

/** The registry answered and said no: wrong credentials, a schema that it cannot read, an incompatible one. */
public final class RegistryRefusedException extends KafkaException {
    private static final long serialVersionUID = 1L;
    /** HTTP status of an incompatible schema. */
    static final int CONFLICT = 409;

    private final int status;

    public RegistryRefusedException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** HTTP status of the answer. */
    public int status() {
        return status;
    }

    /** Whether the subject's rule forbids the schema. */
    public boolean incompatible() {
        return status == CONFLICT;
    }
}
