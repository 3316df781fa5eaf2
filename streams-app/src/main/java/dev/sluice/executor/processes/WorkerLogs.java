package dev.sluice.executor.processes;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What workers print, a file for each. */
final class WorkerLogs {
    private static final Logger LOG = LoggerFactory.getLogger(WorkerLogs.class);
    private static final int KEPT = 50;
    private static final String SUFFIX = ".log";

    private final Path directory;

    WorkerLogs(Path directory) throws IOException {
        this.directory = Files.createDirectories(directory);
    }

    Path file(String instance) {
        return directory.resolve(instance + SUFFIX);
    }

    /** Deletes the oldest files of workers that are not among these. */
    void prune(Set<String> running) {
        List<Path> ended = new ArrayList<>();
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory, "*" + SUFFIX)) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!running.contains(name.substring(0, name.length() - SUFFIX.length()))) {
                    ended.add(file);
                }
            }
            ended.sort(Comparator.comparing((Path file) -> file.toFile().lastModified()));
            for (Path file : ended.subList(0, Math.max(0, ended.size() - KEPT))) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            LOG.warn("Old logs in {} stay: {}", directory, e.toString());
        }
    }
}
