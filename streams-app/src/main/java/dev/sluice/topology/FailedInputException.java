package dev.sluice.topology;

/** Something could not be done with an input; the service is as it was before it. */
final class FailedInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FailedInputException(Throwable cause) {
        super(cause.toString(), cause);
    }
}
