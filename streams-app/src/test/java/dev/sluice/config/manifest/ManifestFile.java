package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.manifest.yaml.InvalidManifestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A file of policies, pools and budgets as somebody writes it, read through the public door. */
record ManifestFile(Path path) {
    static ManifestFile of(Path directory, String text) {
        try {
            return new ManifestFile(Files.writeString(directory.resolve("policies.yaml"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A policy for search whose spec is this, from line 5 on. */
    static ManifestFile policy(Path directory, String spec) {
        return document(directory, "ScalingPolicy", spec);
    }

    static ManifestFile document(Path directory, String kind, String spec) {
        return of(
                directory,
                "apiVersion: sluice.dev/v1\nkind: " + kind + "\nmetadata: {name: search}\nspec:\n" + spec.indent(2));
    }

    List<Manifest> read() {
        return Manifests.read(List.of(path));
    }

    /** All that is wrong, each as {@code line: key=value: why}. */
    List<String> problems() {
        return catchThrowableOfType(InvalidManifestException.class, this::read).problems().stream()
                .map(problem -> problem.toString().substring(path.toString().length() + 1))
                .toList();
    }
}
