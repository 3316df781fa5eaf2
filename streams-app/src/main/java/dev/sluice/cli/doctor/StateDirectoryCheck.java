package dev.sluice.cli.doctor;

import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Whether state can be kept where the settings say, without making the directory. */
final class StateDirectoryCheck {
    private static final String WHAT = "state.dir";
    /** Changelogs restore what is lost, but not into a full disk. */
    private static final long LITTLE_MB = 512;

    private StateDirectoryCheck() {}

    static Finding look(Path stateDirectory) {
        Path directory = stateDirectory.toAbsolutePath();
        Optional<Path> existing = nearest(directory);
        if (existing.filter(Files::isDirectory).filter(Files::isWritable).isEmpty()) {
            return Finding.broken(
                    WHAT, directory + " cannot be written", "name another directory, or give this user the right to");
        }
        try {
            return space(directory, Files.getFileStore(existing.get()));
        } catch (IOException e) {
            return Finding.unknown(WHAT, directory + ": " + IoFault.describe(e));
        }
    }

    private static Optional<Path> nearest(Path directory) {
        Path existing = directory;
        while (existing != null && !Files.exists(existing)) {
            existing = existing.getParent();
        }
        return Optional.ofNullable(existing);
    }

    private static Finding space(Path directory, FileStore store) throws IOException {
        return space(directory + ", ", store.getUsableSpace() >> 20, store.isReadOnly());
    }

    /** @param directory as it begins the finding */
    static Finding space(String directory, long freeMb, boolean readOnly) {
        String found = directory + freeMb + " MB free" + (readOnly ? ", mounted read-only" : "");
        if (readOnly || freeMb == 0) {
            return Finding.broken(
                    WHAT, found, "name a directory on a disk that can be written: run keeps its state there");
        }
        return freeMb < LITTLE_MB
                ? Finding.warning(WHAT, found, "free some space, or name another disk: a full disk stops run")
                : Finding.ok(WHAT, found);
    }
}
