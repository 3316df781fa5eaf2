package dev.sluice.control.rightsizing;

import dev.sluice.policy.Checks;
import dev.sluice.policy.Placement.Moves;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy.Bounds;
import java.time.Duration;
import java.util.Optional;

/**
 * How large a replica is to be and how many of them: one decision, for a command that says both.
 *
 * @param size of one replica; empty: as it is, for nothing is known
 * @param perReplica units per second that one of that size serves
 * @param factor that, as a multiple of what one of the running size serves
 * @param replicas how many carry the demand, within bounds
 * @param changes whether the size is another than the running one
 * @param why what decided, in one sentence
 */
public record RightSizingChoice(
        Optional<Resources> size, double perReplica, double factor, int replicas, boolean changes, String why) {
    /**
     * What is to be decided.
     *
     * @param demand units per second to provide for
     * @param bounds fewest and most replicas
     * @param perReplica units per second that one replica serves within the objective, at size {@code known}; above 0
     * @param known the size that {@code perReplica} was stated or learned at; empty: the running one
     * @param running the size in force; empty: as the replicas report
     * @param leadTime from an order to a ready replica: a new size starts every replica again
     * @param moves what a change costs and how long it has to pay back
     */
    public record Ask(
            double demand,
            Bounds bounds,
            double perReplica,
            Optional<Resources> known,
            Optional<Resources> running,
            Duration leadTime,
            Moves moves) {
        public Ask {
            Checks.amount("demand", demand);
            Checks.above("perReplica", perReplica);
        }

        Ask withRunning(Optional<Resources> size) {
            return new Ask(demand, bounds, perReplica, known, size, leadTime, moves);
        }
    }
}
