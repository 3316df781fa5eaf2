package dev.sluice.executor.docker;

/** The engine answered a request with an error. */
final class EngineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;

    EngineException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** Status of the answer, from 400. */
    int status() {
        return status;
    }

    /** Whether there is no such container or image. */
    boolean isMissing() {
        return status == 404;
    }

    /** Whether a name is in use, or a container is in another state. */
    boolean isConflict() {
        return status == 409;
    }
}
