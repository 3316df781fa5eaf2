package dev.sluice.cost;

import dev.sluice.allocation.shared.SharedClaim.Spend;
import dev.sluice.policy.MonthlyBudget;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.Locale;

/**
 * What a budget allows now, with its numbers.
 *
 * @param budget the budget
 * @param owner whose it is, in words: the service or the tenant
 * @param level state of the budget
 * @param share part of each request above its minimum that may be bought, 0 to 1
 * @param spent money spent this month
 * @param projected cost of the month if the recent hours continue
 * @param burn money per hour recently
 * @param ceiling maximum money per hour now
 * @param hoursLeft hours to the end of the month
 */
public record BudgetVerdict(
        MonthlyBudget budget,
        String owner,
        Level level,
        double share,
        double spent,
        double projected,
        double burn,
        double ceiling,
        double hoursLeft) {

    /** The state of a budget. */
    public enum Level {
        WITHIN,
        /** The month will end above it; nothing is cut. */
        WARN,
        /** Requests are cut. */
        CUT,
        /** Only minimums are left. */
        FLOOR
    }

    /**
     * What the owner wants now.
     *
     * @param at the time
     * @param wishPerHour price per hour of everything requested
     * @param floorPerHour price per hour of the declared minimums, which are kept whatever they cost
     */
    public record Ask(Instant at, double wishPerHour, double floorPerHour) {}

    /** True if cheaper options should be preferred: a move to a cheaper pool, a smaller margin for bursts. */
    public boolean preferCheaper() {
        return level != Level.WITHIN;
    }

    /**
     * Maximum money per hour for one request of the owner: its minimum and the share of the rest, never more than
     * requested.
     */
    public double ceilingFor(double wishPerHour, double floorPerHour) {
        double floor = Math.min(wishPerHour, floorPerHour);
        return share < 1 ? floor + share * (wishPerHour - floor) : wishPerHour;
    }

    /** Judges {@code ask} by {@code budget} and what {@code owner} spent. */
    public static BudgetVerdict of(MonthlyBudget budget, String owner, Spend spend, Ask ask) {
        double hours = hoursLeft(budget, ask.at());
        double burn = spend.burn() > 0 ? spend.burn() : ask.wishPerHour();
        double projected = spend.spent() + burn * hours;
        double share = budget.kind() == MonthlyBudget.Kind.HARD ? share(budget, spend, ask, hours) : 1;
        double ceiling = ask.floorPerHour() + share * Math.max(0, ask.wishPerHour() - ask.floorPerHour());
        Level level = share >= 1
                ? (projected > budget.perMonth() ? Level.WARN : Level.WITHIN)
                : share > 0 ? Level.CUT : Level.FLOOR;
        return new BudgetVerdict(budget, owner, level, share, spend.spent(), projected, burn, ceiling, hours);
    }

    /**
     * Of what is wished above the floors, as much as the rest of the money covers if the recent wishes go on to the end of
     * the month; and never more now than would leave, per hour later, too little for the floors.
     */
    private static double share(MonthlyBudget budget, Spend spend, Ask ask, double hours) {
        double floor = ask.floorPerHour();
        double free = budget.perMonth() - spend.spent() - floor * hours;
        double wishedBurn = spend.wishedBurn() > 0 ? spend.wishedBurn() : ask.wishPerHour();
        double wishedRest = Math.max(0, wishedBurn - floor) * hours;
        double wishedNow = Math.max(0, ask.wishPerHour() - floor) * Math.min(1, hours);
        double lasting = wishedRest > 0 ? free / wishedRest : 1;
        double affordable = wishedNow > 0 ? free / wishedNow : 1;
        return Math.max(0, Math.min(1, Math.min(lasting, affordable)));
    }

    private static double hoursLeft(MonthlyBudget budget, Instant at) {
        ZonedDateTime now = at.atZone(budget.zone());
        ZonedDateTime end = YearMonth.from(now).plusMonths(1).atDay(1).atStartOfDay(budget.zone());
        return Duration.between(now, end).toMillis() / 3_600_000.0;
    }

    /** The verdict in one sentence. */
    public String describe() {
        String numbers = owner + ": " + NumberText.money(spent) + " of " + NumberText.money(budget.perMonth())
                + " spent, " + NumberText.money(burn) + " per hour, month ends at " + NumberText.money(projected)
                + " in " + NumberText.of(hoursLeft / 24) + " days";
        return switch (level) {
            case WITHIN -> numbers;
            case WARN -> numbers + ": above the budget, cheaper ways are preferred";
            case CUT ->
                numbers
                        + String.format(
                                Locale.ROOT, ": cut to %.2f per hour, %.0f %% above the floor", ceiling, share * 100);
            case FLOOR -> numbers + String.format(Locale.ROOT, ": only the floor is left, %.2f per hour", ceiling);
        };
    }
}
