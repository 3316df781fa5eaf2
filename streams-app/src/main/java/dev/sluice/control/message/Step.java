package dev.sluice.control.message;

import dev.sluice.allocation.shared.SharedClaim;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * What one input led to: what to send, in order.
 *
 * @param late whether the input came for a window that had closed, and was not used
 * @param haste whether somebody waits for a command among the outputs
 */
public record Step(boolean late, List<Output> outputs, Haste haste) {
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
    public static final Step NOTHING = new Step(false, List.of(), Haste.NONE);

    /** The input came too late. */
    public static final Step LATE = new Step(true, List.of(), Haste.NONE);

    public Step {
        outputs = List.copyOf(outputs);
    }

    /** Whether there is nothing to send. */
    public boolean isNothing() {
        return outputs.isEmpty();
    }

    /** Gathers the outputs of one step. */
    public static final class Builder {
        private final List<Output> outputs = new ArrayList<>(3);
        private Haste haste = Haste.NONE;

        public void send(Output output) {
            outputs.add(output);
        }

        public void command(Output.Command command, boolean urgent) {
            send(command);
            haste = urgent || haste == Haste.URGENT ? Haste.URGENT : Haste.COMMAND;
        }

        public void claim(SharedClaim claim, Instant at, boolean urgent) {
            send(new Output.Claimed(claim, at));
            haste = urgent || haste == Haste.URGENT ? Haste.URGENT : Haste.COMMAND;
        }

        public Step done() {
            return outputs.isEmpty() ? NOTHING : new Step(false, outputs, haste);
        }
    }
}
