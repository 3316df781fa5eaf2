package dev.sluice.control.message;

import dev.sluice.cost.BudgetVerdict.Ask;
import java.util.Optional;

/**
 * What a placement has to do with budgets: booked when it is decided.
 *
 * @param asked what was asked of the budgets, to be claimed from the tenant's; empty where nothing was
 * @param suppressedPerHour money per hour that budgets keep from being spent
 */
public record BudgetUse(Optional<Ask> asked, double suppressedPerHour) {}
