package dev.sluice.control.message;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.message.decision.Decision;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The result of one input: what to send, in order.
 *
 * @param late whether the input belonged to a closed window and was not used
 * @param haste how soon a command among the outputs is needed
 */
public record Step(boolean late, List<Output> outputs, Haste haste) {
    /** How soon the outputs must become visible. */
    public enum Haste {
        /** There is no command. */
        NONE,
        /** There is a command. */
        COMMAND,
        /** There is a command, and demand is unserved until it is carried out. */
        URGENT
    }

    /** The input was taken in; there is nothing to send. */
    public static final Step NOTHING = new Step(false, List.of(), Haste.NONE);

    /** The input was too late. */
    public static final Step LATE = new Step(true, List.of(), Haste.NONE);

    public Step {
        outputs = List.copyOf(outputs);
    }

    /** Returns true if there is nothing to send. */
    public boolean isNothing() {
        return outputs.isEmpty();
    }

    /** Collects the outputs of one step. */
    public static final class Builder {
        private final List<Output> outputs = new ArrayList<>(3);
        private Haste haste = Haste.NONE;

        public void send(Output output) {
            outputs.add(output);
        }

        /** Sends a decision and what belongs to it. */
        public void send(DecisionResult result) {
            Decision decision = result.decision();
            send(new Output.Decided(decision));
            if (!result.claims().isEmpty()) {
                claim(result.claims(), decision.at());
            }
            for (Decision.Commanded command : decision.commanded()) {
                send(new Output.Command(decision, command, result.validUntil(), result.size(), result.drain()));
            }
            boolean hastens =
                    !result.claims().isEmpty() || !decision.commanded().isEmpty();
            if (hastens && decision.trigger().urgent()) {
                haste = Haste.URGENT;
            } else if (hastens) {
                awaited();
            }
        }

        /** Sends claims on pools, whose answers are pending. */
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
