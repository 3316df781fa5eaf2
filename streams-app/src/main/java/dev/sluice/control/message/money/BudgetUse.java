package dev.sluice.control.message.money;

import dev.sluice.cost.BudgetVerdict.Ask;
import java.util.Optional;

/**
 * The budget part of a placement: recorded when the decision is made.
 *
 * @param asked what was asked of the budgets, to be claimed from the tenant's; empty if nothing was
 * @param suppressedPerHour money per hour that budgets suppress
 */
public record BudgetUse(Optional<Ask> asked, double suppressedPerHour) {}
