package dev.sluice.control.message.decision;

import dev.sluice.forecast.ExpertWeight;
import dev.sluice.sizing.contest.RuleScore;
import dev.sluice.sizing.contest.Sizing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The result of forecast and sizing for the observed demand.
 *
 * @param sizing desired replicas and the demand that they provide for, units per second
 * @param forecast point forecast at the lead time, units per second; empty before there is one
 * @param forecastUsable whether it was better than the last value
 * @param perReplica planned capacity of one replica, units per second
 * @param leadTime planned time from an order to a ready replica
 * @param learned what the lead time was learned from; empty if it was stated or guessed
 * @param rule the rule that decides; empty if there was no contest
 * @param runnerUp the next best rule
 * @param experts the forecasters of the largest weight, in descending order
 */
public record SizingPlan(
        Sizing sizing,
        OptionalDouble forecast,
        boolean forecastUsable,
        double perReplica,
        Duration leadTime,
        Optional<LearnedLead> learned,
        Optional<RuleScore> rule,
        Optional<RuleScore> runnerUp,
        List<ExpertWeight> experts) {
    public SizingPlan {
        experts = List.copyOf(experts);
    }

    /** A plan with a lead time that was not learned. */
    public SizingPlan(
            Sizing sizing,
            OptionalDouble forecast,
            boolean forecastUsable,
            double perReplica,
            Duration leadTime,
            Optional<RuleScore> rule,
            Optional<RuleScore> runnerUp,
            List<ExpertWeight> experts) {
        this(sizing, forecast, forecastUsable, perReplica, leadTime, Optional.empty(), rule, runnerUp, experts);
    }

    /** The same plan, saying what its lead time was learned from. */
    public SizingPlan learnedFrom(Optional<LearnedLead> starts) {
        return new SizingPlan(sizing, forecast, forecastUsable, perReplica, leadTime, starts, rule, runnerUp, experts);
    }
}
