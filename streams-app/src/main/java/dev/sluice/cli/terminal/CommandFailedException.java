package dev.sluice.cli.terminal;

import org.jspecify.annotations.Nullable;

/** A command could not do what it was asked; the message says why, for people. */
public final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CommandFailedException(String message) {
        super(message);
    }

    public CommandFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
