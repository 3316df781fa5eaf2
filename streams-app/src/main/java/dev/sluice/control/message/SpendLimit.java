package dev.sluice.control.message;

import dev.sluice.cost.BudgetVerdict.Ask;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What budgets allow a service to spend now.
 *
 * @param ceiling most money per hour; empty: no limit
 * @param preferCheaper whether a budget will be exceeded, so that cheaper pools are preferred
 * @param detail why, in one sentence; empty where there is nothing to say
 * @param asked what the budgets were asked; empty where no budget was, or where nothing is commanded
 */
public record SpendLimit(OptionalDouble ceiling, boolean preferCheaper, String detail, Optional<Asked> asked) {
    /** No budget limits anything. */
    public static final SpendLimit NONE = new SpendLimit(OptionalDouble.empty(), false, "", Optional.empty());

    /**
     * What the budgets were asked and answered.
     *
     * @param ask the question
     * @param most most money per hour that was answered
     */
    public record Asked(Ask ask, double most) {
        /**
         * Money per hour that the cut kept from being spent where {@code taken} is: what is above the floor, scaled up by
         * the share that was left of it. Where replicas are so large that they leave part of the money over, that part was
         * not needed, and later shares are the larger for it.
         */
        private double suppressed(double taken) {
            double floor = Math.min(ask.floorPerHour(), ask.wishPerHour());
            double wish = ask.wishPerHour();
            double share = most > floor ? (most - floor) / (wish - floor) : 0;
            double wished = share > 0 ? Math.min(wish, floor + (taken - floor) / share) : wish;
            return Math.max(0, wished - taken);
        }
    }

    /** The same with a ceiling raised to {@code perHour}, so that what runs for this price can be kept. */
    public SpendLimit raisedTo(double perHour) {
        String kept =
                detail.isEmpty() ? "" : String.format(Locale.ROOT, "%s, but %.2f per hour is kept", detail, perHour);
        return new SpendLimit(OptionalDouble.of(perHour), preferCheaper, kept, asked);
    }

    /** Whether any placement may be taken, as if there were no budget. */
    public boolean isNone() {
        return ceiling.isEmpty() && !preferCheaper;
    }

    /** Money per hour that the budgets keep from being spent where {@code taken} is. */
    public double suppressed(double taken) {
        return asked.map(last -> last.suppressed(taken)).orElse(0.0);
    }
}
