package dev.sluice.config.manifest.yaml;

import java.nio.file.Path;

/**
 * What is wrong at one place of a file.
 *
 * @param file the file
 * @param line line in it, counted from 1; 0 where the file cannot be read
 * @param document document in it, counted from 1
 * @param path keys that lead to the place, separated by dots; empty for the document itself
 * @param value what stands there, shortened; empty where something is missing
 * @param why what is wrong
 */
public record ManifestProblem(Path file, int line, int document, String path, String value, String why) {
    @Override
    public String toString() {
        String where = file + (line > 0 ? ":" + line : "") + ": " + (document > 1 ? "document " + document + ": " : "");
        String what = value.isEmpty() ? path : path + "=" + value;
        return what.isEmpty() ? where + why : where + what + ": " + why;
    }
}
