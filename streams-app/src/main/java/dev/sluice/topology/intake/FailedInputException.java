package dev.sluice.topology.intake;

/** Something could not be done with an input; the service is as it was before it. */
public final class FailedInputException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public FailedInputException(Throwable cause) {
        super(cause.toString(), cause);
    }
}
