package dev.sluice.cost;

import dev.sluice.policy.Checks;
import java.time.ZoneId;

/**
 * What a service or a tenant may cost in a calendar month.
 *
 * @param owner name of the service or tenant
 * @param scope which of both
 * @param perMonth money a month, in the currency of the price list
 * @param kind what happens when it will not do
 * @param zone where the month begins and ends
 */
public record Budget(String owner, Scope scope, double perMonth, Kind kind, ZoneId zone) {
    public Budget {
        Checks.name("owner", owner);
        Checks.amount("perMonth", perMonth);
    }

    /** Whose budget it is. */
    public enum Scope {
        SERVICE,
        TENANT
    }

    /** What happens when the budget will not do. */
    public enum Kind {
        /** It is said, and cheaper ways are preferred. */
        SOFT,
        /** Wishes above the floor are cut so that the month ends within it. */
        HARD
    }
}
