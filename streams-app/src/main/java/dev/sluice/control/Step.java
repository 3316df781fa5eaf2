package dev.sluice.control;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What one input led to: what to send, in order, and the snapshot of the large state where one was due.
 *
 * @param late whether the input came for a window that had closed, and was not used
 */
public record Step(boolean late, List<Output> outputs, Optional<byte[]> snapshot) {
    /** The input was taken in; there is nothing to send. */
    public static final Step NOTHING = new Step(false, List.of(), Optional.empty());

    /** The input came too late. */
    public static final Step LATE = new Step(true, List.of(), Optional.empty());

    public Step {
        outputs = List.copyOf(outputs);
    }

    /** Whether there is nothing to send and nothing to keep. */
    public boolean isNothing() {
        return outputs.isEmpty() && snapshot.isEmpty();
    }

    /** Whether a command is among the outputs. */
    public boolean commands() {
        return outputs.stream().anyMatch(Output.Command.class::isInstance);
    }

    /** Gathers the outputs of one step. */
    static final class Builder {
        private final List<Output> outputs = new ArrayList<>(3);
        private Optional<byte[]> snapshot = Optional.empty();

        void send(Output output) {
            outputs.add(output);
        }

        void snapshot(byte[] bytes) {
            snapshot = Optional.of(bytes);
        }

        Step done() {
            return outputs.isEmpty() && snapshot.isEmpty() ? NOTHING : new Step(false, outputs, snapshot);
        }
    }
}
