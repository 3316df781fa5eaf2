package dev.sluice.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file that could not be read or written, and why, in words. */
public final class UnusableFileException extends UncheckedIOException {
    private static final long serialVersionUID = 1;

    private UnusableFileException(String message, IOException cause) {
        super(message, cause);
    }

    public static UnusableFileException reading(Path file, IOException cause) {
        return new UnusableFileException("cannot read " + file + ": " + why(file, cause, "no such file"), cause);
    }

    public static UnusableFileException writing(Path file, IOException cause) {
        return new UnusableFileException("cannot write " + file + ": " + why(file, cause, "no such folder"), cause);
    }

    private static String why(Path file, IOException cause, String missing) {
        if (cause instanceof NoSuchFileException) {
            return "there is " + missing;
        }
        if (cause instanceof AccessDeniedException) {
            return "not allowed";
        }
        if (cause instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        return Files.isDirectory(file) ? "it is a folder" : String.valueOf(cause.getMessage());
    }
}
