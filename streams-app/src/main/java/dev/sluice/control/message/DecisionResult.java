package dev.sluice.control.message;

import dev.sluice.allocation.shared.SharedClaim;
import dev.sluice.cost.BudgetVerdict.Ask;
import java.util.List;
import java.util.Optional;

/**
 * A decision and what has to be sent with it.
 *
 * @param decision the decision
 * @param claims what is claimed of pools with a limit
 * @param commands the commands that it leads to
 * @param asked what was asked of budgets
 */
public record DecisionResult(
        Decision decision, List<SharedClaim> claims, List<Output.Command> commands, Optional<Ask> asked) {}
