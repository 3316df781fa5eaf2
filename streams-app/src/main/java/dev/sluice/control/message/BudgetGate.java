package dev.sluice.control.message;

import java.util.function.DoubleSupplier;

/** The budgets of one service, as its decisions meet them. */
public interface BudgetGate {
    /**
     * What the budgets allow. A question: nothing is noted.
     *
     * @param wantedPerHour price per hour of what is wanted
     * @param floorPerHour price per hour of the minimum, which is kept whatever it costs; asked for where there is a budget
     */
    SpendLimit limitFor(double wantedPerHour, DoubleSupplier floorPerHour);

    /** Notes how much money per hour the budgets keep the service from spending from now on. */
    void record(double suppressedPerHour);
}
