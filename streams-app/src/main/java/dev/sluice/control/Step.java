package dev.sluice.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one input led to: what to send, in order, and the snapshot of the large state where one was due.
 *
 * @param late whether the input came for a window that had closed, and was not used
 * @param haste whether somebody waits for a command among the outputs
 */
public record Step(boolean late, List<Output> outputs, Optional<byte[]> snapshot, Haste haste) {
    /** How soon what was sent has to be seen. */
    public enum Haste {
        /** There is no command. */
        NONE,
        /** There is a command. */
        COMMAND,
        /** There is a command, and demand goes unserved until it is carried out. */
        URGENT
    }

    /** The input was taken in; there is nothing to send. */
    public static final Step NOTHING = new Step(false, List.of(), Optional.empty(), Haste.NONE);

    /** The input came too late. */
    public static final Step LATE = new Step(true, List.of(), Optional.empty(), Haste.NONE);

    public Step {
        outputs = List.copyOf(outputs);
    }

    /** Whether there is nothing to send and nothing to keep. */
    public boolean isNothing() {
        return outputs.isEmpty() && snapshot.isEmpty();
    }

    /** Gathers the outputs of one step. */
    static final class Builder {
        private final List<Output> outputs = new ArrayList<>(3);
        private Optional<byte[]> snapshot = Optional.empty();
        private Haste haste = Haste.NONE;

        void send(Output output) {
            outputs.add(output);
        }

        void command(Output.Command command, boolean urgent) {
            send(command);
            haste = urgent || haste == Haste.URGENT ? Haste.URGENT : Haste.COMMAND;
        }

        void snapshot(byte[] bytes) {
            snapshot = Optional.of(bytes);
        }

        Step done() {
            return outputs.isEmpty() && snapshot.isEmpty() ? NOTHING : new Step(false, outputs, snapshot, haste);
        }
    }
}
