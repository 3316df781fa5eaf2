package dev.sluice.control.message;

import java.util.OptionalDouble;
import java.util.function.DoubleSupplier;

/**
 * What money allows a service now.
 *
 * @param ceiling most money an hour; empty: no matter
 * @param preferCheaper whether a budget will not do, so that cheaper ways are preferred
 * @param detail why, in one sentence; empty where nothing is to be said
 */
public record SpendLimit(OptionalDouble ceiling, boolean preferCheaper, String detail) {
    /** No matter. */
    public static final SpendLimit NO_MATTER = new SpendLimit(OptionalDouble.empty(), false, "");

    /** The same with a ceiling of {@code perHour}. */
    public SpendLimit upTo(double perHour) {
        return new SpendLimit(OptionalDouble.of(perHour), preferCheaper, detail);
    }

    /** Whether any way to carry a load may be taken, as if there were no budget. */
    public boolean isNoMatter() {
        return ceiling.isEmpty() && !preferCheaper;
    }

    /** What budgets say of a wish. */
    public interface Purse {
        /**
         * Asks the budgets.
         *
         * @param wishPerHour price an hour of what is wished
         * @param floorPerHour price an hour of the floors, which are kept whatever they cost; asked for where there is a
         *     budget
         */
        SpendLimit ask(double wishPerHour, DoubleSupplier floorPerHour);

        /** Notes the price an hour of what was decided after {@link #ask}: what is wished beyond it is forgone. */
        void take(double perHour);
    }
}
