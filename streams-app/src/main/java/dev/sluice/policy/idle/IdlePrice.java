package dev.sluice.policy.idle;

import dev.sluice.state.VarInts;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The price of one idle minute. It is steered so that the idle minutes spent stay within a budget.
 *
 * <p>The budget follows what the fixed keep-alive would have spent on the same calls. That is counted along, so no
 * forecast is needed. One price may serve one service or many: its owner adds up the services it decides for. Savings
 * do not last for ever: the ledger is halved whenever it covers more than a week.
 *
 * @param base price when spending is exactly on budget, above 0
 * @param ledger what was spent so far
 * @param drift slow correction of the price's logarithm
 */
public record IdlePrice(double base, IdleBudget budget, Ledger ledger, double drift) {
    /** Minutes that the keep-alive which budgets are measured in holds a silent service. */
    public static final int FIXED_MINUTES = 10;

    // gentle while budget is left, firm once there is none
    private static final double PULL_DOWN = 2;
    private static final double PULL_UP = 6;
    private static final double DRIFT_RATE = 0.02;
    private static final double MOST_DRIFT = 3;
    private static final double MOST_MOVE = 3;

    public IdlePrice {
        if (!(base > 0)) {
            throw new IllegalArgumentException("the base price must be above 0, not " + NumberText.exactly(base));
        }
    }

    /**
     * Idle minutes, counted.
     *
     * @param spent idle minutes spent
     * @param fixed idle minutes that the fixed keep-alive would have spent
     * @param served sum over minutes of the number of services that had been called before
     * @param services the services in the last minute
     * @param minutes minutes covered
     */
    public record Ledger(double spent, double fixed, double served, int services, int minutes) {
        private static final int WEEK = 10_080;

        static final Ledger EMPTY = new Ledger(0, 0, 0, 0, 0);

        Ledger plus(IdleMinute minute) {
            Ledger sum = new Ledger(
                    spent + minute.idle(),
                    fixed + minute.fixed(),
                    served + minute.services(),
                    minute.services(),
                    minutes + 1);
            return sum.minutes <= WEEK ? sum : sum.halved();
        }

        private Ledger halved() {
            return new Ledger(spent / 2, fixed / 2, served / 2, services, minutes / 2);
        }
    }

    /** Nothing spent yet. */
    public static IdlePrice of(ColdStartWorth worth, IdleBudget budget) {
        return new IdlePrice(worth.price(), budget, Ledger.EMPTY, 0);
    }

    /** The worth in avoided cold starts that an idle minute must be expected to have. */
    public double now() {
        double over = overspent();
        double pull = over > 0 ? PULL_UP : budget.shared() ? PULL_DOWN : 0;
        return base * Math.exp(held(pull * over + drift, MOST_MOVE));
    }

    /** How far spending exceeds its budget, as a share of the budget plus an initial allowance per service. */
    public double overspent() {
        double allowed = budget.ofFixed() * ledger.fixed() + budget.aDay() * ledger.served() / 1440;
        return (ledger.spent() - allowed) / (allowed + FIXED_MINUTES * Math.max(1, ledger.services()));
    }

    /** The price one minute later. */
    public IdlePrice after(IdleMinute minute) {
        IdlePrice next = new IdlePrice(base, budget, ledger.plus(minute), drift);
        if (!budget.shared()) {
            return next;
        }
        double drifted = held(drift + DRIFT_RATE * next.overspent(), MOST_DRIFT);
        return new IdlePrice(base, budget, next.ledger, drifted);
    }

    private static double held(double value, double most) {
        return Math.max(-most, Math.min(most, value));
    }

    /** Writes what changes: the ledger and the drift, exactly. */
    public void write(DataOutput out) throws IOException {
        out.writeDouble(ledger.spent());
        out.writeDouble(ledger.fixed());
        out.writeDouble(ledger.served());
        VarInts.writeCount(ledger.services(), out);
        VarInts.writeCount(ledger.minutes(), out);
        out.writeDouble(drift);
    }

    /** This base price and budget with the ledger and drift that {@link #write} wrote. */
    public IdlePrice read(DataInput in) throws IOException {
        double spent = in.readDouble();
        double fixed = in.readDouble();
        double served = in.readDouble();
        int services = (int) VarInts.readCount(in);
        int minutes = (int) VarInts.readCount(in);
        return new IdlePrice(base, budget, new Ledger(spent, fixed, served, services, minutes), in.readDouble());
    }
}
