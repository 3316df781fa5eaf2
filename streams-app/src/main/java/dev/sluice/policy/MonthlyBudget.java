package dev.sluice.policy;

import dev.sluice.text.Checks;
import java.time.ZoneId;

/**
 * The maximum spend per calendar month.
 *
 * @param perMonth money per month, in the currency of the price list
 * @param kind what happens when it is too small
 * @param zone time zone in which the month begins and ends
 */
public record MonthlyBudget(double perMonth, Kind kind, ZoneId zone) {
    public MonthlyBudget {
        Checks.amount("budget.perMonth", perMonth);
    }

    /** What happens when a budget is too small. */
    public enum Kind {
        /** The decision says so and prefers cheaper pools. */
        SOFT,
        /** Requests above the minimum are cut so that the month ends within the budget. */
        HARD
    }
}
