package dev.sluice.control.decision;

import dev.sluice.control.message.money.BudgetGate;
import dev.sluice.control.rightsizing.RightSizingQuery;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.EffectiveOverrides;
import java.time.Duration;
import java.util.Optional;

/**
 * The context of a decision.
 *
 * @param service name of the service
 * @param policy the policy in force
 * @param standing overrides and schedules in force; empty if there is no policy
 * @param budget what budgets allow
 * @param sizes query for the resources of a replica; empty if the policy does not ask
 * @param now time of the decision, ms
 * @param validity how long a command may be carried out
 */
public record DecisionContext(
        String service,
        Optional<ScalingPolicy> policy,
        Optional<EffectiveOverrides> standing,
        BudgetGate budget,
        Optional<RightSizingQuery> sizes,
        long now,
        Duration validity) {
    /** Returns true if the policy names pools. */
    public boolean pooled() {
        return policy.map(p -> !p.placement().pools().isEmpty()).orElse(false);
    }

    public boolean in(Mode mode) {
        return policy.map(p -> p.mode() == mode).orElse(false);
    }
}
