package dev.sluice.control.rightsizing;

import dev.sluice.policy.Placement.Moves;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.text.Checks;
import java.time.Duration;
import java.util.Optional;

/**
 * The resources of a replica and the replica count: one decision, for a command that sets both.
 *
 * @param size resources of one replica; empty: unchanged, because nothing is known
 * @param perReplica units per second that one such replica serves
 * @param factor that rate as a multiple of the running replica's rate
 * @param replicas replicas that carry the demand, within bounds
 * @param changes whether the resources differ from the running ones
 * @param why the deciding reason, in one sentence
 */
public record RightSizingChoice(
        Optional<Resources> size, double perReplica, double factor, int replicas, boolean changes, String why) {
    /**
     * The question to decide.
     *
     * @param demand units per second to provide for
     * @param bounds minimum and maximum replicas
     * @param perReplica units per second that one replica serves within the objective, at size {@code known}; above 0
     * @param known the resources at which {@code perReplica} was stated or learned; empty: the running ones
     * @param running the resources in force; empty: as the replicas report
     * @param leadTime from an order to a ready replica: new resources restart every replica
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
