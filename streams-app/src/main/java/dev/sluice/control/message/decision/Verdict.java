package dev.sluice.control.message.decision;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How the decisions of one policy have done since it was put in force, or would have done if they had been commanded.
 * docs/verdict.md defines each number.
 *
 * @param hoursSeen hours of demand that it is based on
 * @param unservedShare share of demand above the capacity of ready replicas, 0 to 1; empty before any demand
 * @param allowedUnserved share of demand that the objective allows to go unserved, 0 to 1
 * @param ranUnservedShare the same as {@code unservedShare} of what ran; empty before any demand
 * @param costAgainstRan replica-time of the decisions by that of what ran; empty while the policy acts
 * @param coverage share of windows within the 95 % quantile that was forecast one lead time before; empty before the first
 * @param worst the window with the most unserved demand; empty if none had any
 */
public record Verdict(
        double hoursSeen,
        OptionalDouble unservedShare,
        double allowedUnserved,
        OptionalDouble ranUnservedShare,
        OptionalDouble costAgainstRan,
        OptionalDouble coverage,
        Optional<Worst> worst) {
    /**
     * The worst window.
     *
     * @param from its start
     * @param unservedShare share of its demand that went unserved, 0 to 1
     */
    public record Worst(Instant from, double unservedShare) {}
}
