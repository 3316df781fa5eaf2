package dev.sluice.cli.simulate.option;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A file, and its column where one is named. */
public record FileColumn(Path file, Optional<String> column) {
    public static FileColumn of(String stated) {
        int colon = stated.lastIndexOf(':');
        boolean named = colon > 0 && !Files.exists(Path.of(stated));
        return named
                ? new FileColumn(Path.of(stated.substring(0, colon)), Optional.of(stated.substring(colon + 1)))
                : new FileColumn(Path.of(stated), Optional.empty());
    }
}
