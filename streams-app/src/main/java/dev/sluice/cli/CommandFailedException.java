package dev.sluice.cli;

import org.jspecify.annotations.Nullable;

/** A command could not do what it was asked; the message says why, for people. */
final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
        super(message);
    }

    CommandFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
