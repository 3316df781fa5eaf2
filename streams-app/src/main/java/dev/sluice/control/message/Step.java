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
        /** There is not a command. */
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

        /** Sends a decision, and what comes with it. */
        public void send(DecisionResult result) {
            Decision decision = result.decision();
            send(new Output.Decided(decision));
            claim(result.claims(), decision.at());
            result.commands().forEach(this::send);
            boolean hastens = !result.claims().isEmpty() || !result.commands().isEmpty();
            if (hastens && decision.trigger().urgent()) {
                haste = Haste.URGENT;
            } else if (hastens) {
                awaited();
            }
        }

        /** Sends claims of pools, whose answers are waited for. */
        public void claim(List<SharedClaim> claims, Instant at) {
            for (SharedClaim claim : claims) {
                send(new Output.Claimed(claim, at));
                awaited();
            }
        }

        private void awaited() {
            haste = haste == Haste.URGENT ? Haste.URGENT : Haste.COMMAND;
        }

        public Step done() {
            return outputs.isEmpty() ? NOTHING : new Step(false, outputs, haste);
        }
    }
}
