package dev.sluice.control.message;

import dev.sluice.forecast.ExpertWeight;
import dev.sluice.sizing.RuleScore;
import dev.sluice.sizing.Sizing;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What forecast and sizing made of the demand that was seen.
 *
 * @param sizing replicas wanted and the demand that they provide for, units per second
 * @param forecast point forecast at the lead time, units per second; empty before there is one
 * @param forecastUsable whether it was better than the last value
 * @param perReplica capacity of one replica that was planned with, units per second
 * @param leadTime time from an order to a ready replica that was planned with
 * @param rule the rule that decides; empty where no contest was held
 * @param runnerUp the next best rule
 * @param experts the forecasters that weigh most, largest first
 */
public record SizingPlan(
        Sizing sizing,
        OptionalDouble forecast,
        boolean forecastUsable,
        double perReplica,
        Duration leadTime,
        Optional<RuleScore> rule,
        Optional<RuleScore> runnerUp,
        List<ExpertWeight> experts) {
    public SizingPlan {
        experts = List.copyOf(experts);
    }
}
