package dev.sluice.policy.trace;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The replica count on its way through a decision, with the stages that changed it. It is a value: each stage takes
 * one and returns the next.
 *
 * @param current replicas ordered before the decision
 * @param replicas replicas after the last stage
 * @param stages stages so far, in order; the first one is the proposal
 */
public record DecisionTrace(int current, int replicas, List<Stage> stages) {
    public DecisionTrace {
        stages = List.copyOf(stages);
    }

    /** Starts with a proposal. */
    public static DecisionTrace of(int current, int proposed, Reason reason, String detail) {
        Stage sizing = new Stage(Stage.Name.SIZING, current, proposed, reason, detail);
        return new DecisionTrace(current, proposed, List.of(sizing));
    }

    /** Continues with {@code after} replicas. A stage that changes nothing is not recorded. */
    public DecisionTrace to(int after, Stage.Name name, Reason reason, String detail) {
        return after == replicas ? this : with(new Stage(name, replicas, after, reason, detail));
    }

    /** Continues with a stage that is recorded even if it changes nothing. */
    public DecisionTrace with(Stage stage) {
        List<Stage> longer = new ArrayList<>(stages);
        longer.add(stage);
        return new DecisionTrace(current, stage.after(), longer);
    }

    /** The reason of the last stage after the proposal that changed the number. */
    public Optional<Reason> lastChange() {
        for (int i = stages.size() - 1; i > 0; i--) {
            if (stages.get(i).changed()) {
                return Optional.of(stages.get(i).reason());
            }
        }
        return Optional.empty();
    }
}
