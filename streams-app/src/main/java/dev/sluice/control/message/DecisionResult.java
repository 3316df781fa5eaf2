package dev.sluice.control.message;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Verdict;
import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A decision and everything to send with it.
 *
 * @param decision the decision
 * @param claims claims on limited pools
 * @param size resources of each commanded replica; empty: unchanged
 * @param validUntil from when on the commands must not be carried out
 * @param drain how long replicas that are removed may finish their work, if the policy states it
 * @param asked what was asked of the budgets
 */
public record DecisionResult(
        Decision decision,
        List<SharedClaim> claims,
        Optional<Resources> size,
        Instant validUntil,
        Optional<Duration> drain,
        Optional<Ask> asked) {
    /** Returns the same result with the verdict so far. */
    public DecisionResult with(Optional<Verdict> soFar) {
        return new DecisionResult(decision.with(soFar), claims, size, validUntil, drain, asked);
    }
}
