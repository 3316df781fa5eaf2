package dev.sluice.cli.manifest;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The YAML files of a folder. */
public final class YamlFiles {
    private YamlFiles() {}

    /** A file itself, or all .yaml and .yml files below a folder, by name. */
    public static List<Path> in(Path file) {
        if (!Files.isDirectory(file)) {
            return List.of(file);
        }
        try (Stream<Path> inside = Files.walk(file)) {
            List<Path> found = inside.filter(path -> path.toString().matches(".*\\.ya?ml"))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
            if (found.isEmpty()) {
                throw new CommandFailedException(file + " has no .yaml or .yml file");
            }
            return found;
        } catch (IOException e) {
            throw new CommandFailedException(file + " cannot be read: " + IoFault.describe(e));
        }
    }
}
