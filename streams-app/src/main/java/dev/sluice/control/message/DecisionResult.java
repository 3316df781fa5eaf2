package dev.sluice.control.message;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.cost.BudgetVerdict.Ask;
import java.util.List;
import java.util.Optional;

/**
 * A decision and everything to send with it.
 *
 * @param decision the decision
 * @param claims claims on limited pools
 * @param commands the resulting commands
 * @param asked what was asked of the budgets
 */
public record DecisionResult(
        Decision decision, List<SharedClaim> claims, List<Output.Command> commands, Optional<Ask> asked) {}
