package dev.sluice.control.message.money;

import java.util.function.DoubleSupplier;

/** The budgets of one service, as its decisions see them. */
public interface BudgetGate {
    /**
     * Returns what the budgets allow. A pure query.
     *
     * @param wantedPerHour price per hour of the desired placement
     * @param floorPerHour price per hour of the minimum, which is kept whatever it costs; computed only if there is a
     *     budget
     */
    SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour);

    /** Notes how much money per hour the budgets suppress from now on. */
    void record(double suppressedPerHour);
}
