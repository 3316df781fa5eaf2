package dev.sluice.control.message.money;

import dev.sluice.cost.BudgetVerdict.Ask;
import dev.sluice.text.NumberText;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What budgets allow a service to spend now.
 *
 * @param ceiling maximum money per hour; empty: no limit
 * @param preferCheaper whether a budget will be exceeded, so that cheaper pools are preferred
 * @param detail why, in one sentence; empty if there is nothing to say
 * @param asked what the budgets were asked; empty if there is no budget or nothing is commanded
 */
public record SpendLimit(OptionalDouble ceiling, boolean preferCheaper, String detail, Optional<Asked> asked) {
    /** No budget limits anything. */
    public static final SpendLimit NONE = new SpendLimit(OptionalDouble.empty(), false, "", Optional.empty());

    /**
     * The question to the budgets and their answer.
     *
     * @param ask the question
     * @param most maximum money per hour that they allow
     */
    public record Asked(Ask ask, double most) {
        /**
         * Returns the money per hour that the cut suppressed if {@code taken} is spent: the part above the minimum,
         * scaled up by the share that was left of it. If replicas are so large that some money is left over, that part
         * was not needed, and later shares are larger.
         *
         * <p>Example: the price of the minimum is 2 per hour, 10 are desired and 6 are allowed, half of what is above
         * the minimum. If 5 are spent, 2 + (5 - 2) / 0.5 = 8 would have been, so 3 are suppressed.
         */
        private double suppressed(double taken) {
            double floor = Math.min(ask.floorPerHour(), ask.wishPerHour());
            double wish = ask.wishPerHour();
            double share = most > floor ? (most - floor) / (wish - floor) : 0;
            double wished = share > 0 ? Math.min(wish, floor + (taken - floor) / share) : wish;
            return Math.max(0, wished - taken);
        }
    }

    /** Returns this limit with a ceiling raised to {@code perHour}, so that what runs for this price can stay. */
    public SpendLimit raisedTo(double perHour) {
        String kept = detail.isEmpty() ? "" : detail + ", but " + NumberText.money(perHour) + " per hour is kept";
        return new SpendLimit(OptionalDouble.of(perHour), preferCheaper, kept, asked);
    }

    /** Returns true if any placement is allowed, as if there were no budget. */
    public boolean isNone() {
        return ceiling.isEmpty() && !preferCheaper;
    }

    /** Returns the money per hour that the budgets suppress if {@code taken} is spent. */
    public double suppressed(double taken) {
        return asked.map(last -> last.suppressed(taken)).orElse(0.0);
    }
}
