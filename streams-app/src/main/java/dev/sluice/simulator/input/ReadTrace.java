package dev.sluice.simulator.input;

import dev.sluice.simulator.Trace;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * A trace, and what was assumed when it was read.
 *
 * @param file where it was read
 * @param trace demand per step
 * @param notes each in a few words; none where the file left nothing open
 */
public record ReadTrace(Path file, Trace trace, List<String> notes) {
    public ReadTrace {
        notes = List.copyOf(notes);
    }

    /** The notes in one line that names the file; empty where there are none. */
    public Optional<String> account() {
        return notes.isEmpty() ? Optional.empty() : Optional.of(file + ": " + String.join("; ", notes));
    }
}
