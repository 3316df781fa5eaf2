package dev.sluice.policy;

import java.time.ZoneId;

/**
 * What may be spent in a calendar month.
 *
 * @param perMonth money a month, in the currency of the price list
 * @param kind what happens when it is too small
 * @param zone where the month begins and ends
 */
public record MonthlyBudget(double perMonth, Kind kind, ZoneId zone) {
    public MonthlyBudget {
        Checks.amount("budget.perMonth", perMonth);
    }

    /** What happens when a budget is too small. */
    public enum Kind {
        /** It is said, and cheaper ways are preferred. */
        SOFT,
        /** Wishes above the floor are cut so that the month ends within it. */
        HARD
    }
}
