package dev.sluice.allocation;

import java.util.List;

/**
 * A request in the arrays of an integer program: minimize Σ cost(x) subject to Σ gain·x ≥ demand, Σ side·x ≤ 0 and
 * low ≤ x ≤ high. The first {@code kept} replicas of a pool cost {@code keepCost} each, the others {@code startCost},
 * which is never less: the cost of each pool is convex. Side is above zero for spot pools, below zero for firm pools,
 * and zero for all if spot is not restricted.
 */
record MixProblem(
        double demand,
        int[] low,
        int[] high,
        int[] kept,
        double[] keepCost,
        double[] startCost,
        double[] gain,
        double[] side,
        double spotShare) {

    static MixProblem of(MixRequest request, boolean countMoves) {
        int n = request.choices().size();
        MixProblem problem = new MixProblem(
                request.demand(),
                new int[n],
                new int[n],
                new int[n],
                new double[n],
                new double[n],
                new double[n],
                new double[n],
                request.spotShare());
        for (int i = 0; i < n; i++) {
            problem.fill(i, request, countMoves);
        }
        problem.tighten(request.choices());
        return problem;
    }

    private void fill(int i, MixRequest request, boolean countMoves) {
        PoolChoice choice = request.choices().get(i);
        Pool pool = choice.pool();
        double price = pool.pricePerHour();
        double hours = request.move().hours();
        double paid = Math.min(choice.paidFor().toMillis() / 3_600_000.0, hours);
        // money per hour over the payback time T: a running replica costs price × (T − paid) / T, a new one price ×
        // (T + lead) / T + start / T, because it is paid for before it is ready
        keepCost[i] = countMoves ? price * (hours - paid) / hours : price;
        startCost[i] = countMoves
                ? price * (1 + pool.leadHours() / hours) + request.move().perStart() / hours
                : price;
        gain[i] = choice.safeRate();
        boolean unlimitedSpot = request.spotShare() >= 1;
        // spot ≤ share × (spot + firm)  ⇔  (1 − share) × spot − share × firm ≤ 0, in rated capacity
        side[i] = unlimitedSpot ? 0 : choice.rate() * (pool.isSpot() ? 1 - request.spotShare() : -request.spotShare());
        low[i] = choice.floor();
        high[i] = pool.isSpot() && request.spotShare() <= 0 ? low[i] : choice.limit();
        kept[i] = choice.running();
    }

    /**
     * Lowers the upper bounds to what a cheapest mix can contain: replicas that alone carry the demand and back the
     * minimum spot.
     */
    private void tighten(List<PoolChoice> choices) {
        double backing = 0;
        for (int i = 0; i < low.length; i++) {
            backing += Math.max(0, side[i]) * low[i];
        }
        for (int i = 0; i < low.length; i++) {
            double need = Math.ceil(demand / gain[i]);
            if (side[i] < 0) {
                need = Math.max(need, Math.ceil(backing / -side[i]));
            }
            // a firm replica that is already paid for costs nothing to keep, but something to start again
            Pool pool = choices.get(i).pool();
            boolean free = keepCost[i] <= 0 && pool.pricePerHour() > 0 && !pool.isSpot();
            if (free) {
                low[i] = Math.max(low[i], Math.min(kept[i], high[i]));
            }
            high[i] = (int) Math.max(low[i], Math.min(high[i], need));
        }
    }

    int pools() {
        return low.length;
    }

    /** Money per hour for {@code x} replicas of pool {@code i}. */
    double cost(int i, int x) {
        int keep = Math.min(x, kept[i]);
        return keep * keepCost[i] + (x - keep) * startCost[i];
    }

    /** Demand that rounding may leave uncovered, units per second. */
    double slack() {
        return 1e-9 * Math.max(1, demand);
    }
}
