package dev.sluice.allocation;

import java.util.Arrays;

/**
 * The linear program under a {@link MixProblem}: each pool's replicas beyond its lowest in at most two segments of equal
 * price, sorted by money for a unit per second, at a fixed price of the spot constraint.
 */
final class MixRelaxation {
    private static final int PRICE_STEPS = 40;

    private final MixProblem problem;
    private final double sidePrice;
    private final int[] pool;
    private final double[] unitCost;
    private final double[] size;
    private final double[] lowCost;

    private MixRelaxation(MixProblem problem, double sidePrice) {
        this.problem = problem;
        this.sidePrice = sidePrice;
        int n = problem.pools();
        // pool, money, replicas, 1 for what is to be started
        double[][] found = new double[2 * n][];
        this.lowCost = new double[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            double extra = sidePrice * problem.side()[i];
            int low = problem.low()[i];
            int bend = Math.max(low, Math.min(problem.kept()[i], problem.high()[i]));
            lowCost[i] = problem.cost(i, low) + extra * low;
            if (bend > low) {
                found[count++] = new double[] {i, problem.keepCost()[i] + extra, bend - low, 0};
            }
            if (problem.high()[i] > bend) {
                found[count++] = new double[] {i, problem.startCost()[i] + extra, problem.high()[i] - bend, 1};
            }
        }
        sort(found, count);
        this.pool = new int[count];
        this.unitCost = new double[count];
        this.size = new double[count];
        for (int s = 0; s < count; s++) {
            pool[s] = (int) found[s][0];
            unitCost[s] = found[s][1];
            size[s] = found[s][2];
        }
    }

    /** Insertion sort by money for a unit per second; of equal ones what runs comes first, then the order of the pools. */
    private void sort(double[][] found, int count) {
        for (int s = 1; s < count; s++) {
            double[] moving = found[s];
            int to = s;
            while (to > 0 && comesAfter(found[to - 1], moving)) {
                found[to] = found[to - 1];
                to--;
            }
            found[to] = moving;
        }
    }

    private boolean comesAfter(double[] one, double[] other) {
        int byMoney = Double.compare(efficiency(one), efficiency(other));
        return byMoney != 0 ? byMoney > 0 : one[3] > other[3];
    }

    private double efficiency(double[] segment) {
        return segment[1] / problem.gain()[(int) segment[0]];
    }

    /** The segments at their own prices. */
    static MixRelaxation free(MixProblem problem) {
        return new MixRelaxation(problem, 0);
    }

    /**
     * The segments at the price of the spot constraint that makes the bound at the root highest, found by bisection of
     * its subgradient (the bound is concave in the price).
     */
    MixRelaxation priced() {
        if (!(greedySide() > 0)) {
            return this;
        }
        double cheap = 0;
        double dear = highestSidePrice();
        MixRelaxation best = this;
        for (int step = 0; step < PRICE_STEPS && dear - cheap > 1e-6 * dear; step++) {
            MixRelaxation middle = new MixRelaxation(problem, (cheap + dear) / 2);
            if (middle.greedySide() > 0) {
                cheap = middle.sidePrice;
            } else {
                dear = middle.sidePrice;
            }
            best = middle.rootBound() > best.rootBound() ? middle : best;
        }
        return best;
    }

    /** Above this price every firm replica would earn money. */
    private double highestSidePrice() {
        double highest = 0;
        for (int i = 0; i < problem.pools(); i++) {
            if (problem.side()[i] < 0) {
                highest = Math.max(highest, problem.startCost()[i] / -problem.side()[i]);
            }
        }
        return highest;
    }

    double sidePrice() {
        return sidePrice;
    }

    private double rootBound() {
        return bound(-1, new int[problem.pools()], problem.demand());
    }

    /**
     * Minimum money per hour for which the pools deeper than {@code depth} cover {@code rest} units per second with
     * divisible replicas; infinite if they cannot.
     */
    double bound(int depth, int[] depthOf, double rest) {
        double cost = 0;
        double left = rest;
        for (int i = 0; i < lowCost.length; i++) {
            if (depthOf[i] > depth) {
                cost += lowCost[i];
                left -= problem.low()[i] * problem.gain()[i];
            }
        }
        for (int s = 0; s < pool.length; s++) {
            int i = pool[s];
            if (left <= 0 && unitCost[s] >= 0) {
                return cost;
            }
            if (depthOf[i] > depth) {
                double x = taken(s, left);
                cost += x * unitCost[s];
                left -= x * problem.gain()[i];
            }
        }
        return left > problem.slack() ? Double.POSITIVE_INFINITY : cost;
    }

    /** Units per second of {@code rest} that the pools deeper than {@code depth} cannot cover; zero if they can. */
    double missed(int depth, int[] depthOf, double rest) {
        double left = rest;
        for (int i = 0; i < lowCost.length; i++) {
            left -= depthOf[i] > depth ? problem.high()[i] * problem.gain()[i] : 0;
        }
        return Math.max(0, left);
    }

    private double taken(int s, double left) {
        // where the spot price makes a replica earn money, the bound takes all of them
        return unitCost[s] < 0 ? size[s] : Math.min(size[s], left / problem.gain()[pool[s]]);
    }

    /** Replicas, rounded down, that the bound at {@code depth} gives to {@code wanted}. */
    int greedyReplicas(int wanted, int depth, int[] depthOf, double rest) {
        double left = rest;
        for (int i = 0; i < lowCost.length; i++) {
            left -= depthOf[i] >= depth ? problem.low()[i] * problem.gain()[i] : 0;
        }
        double replicas = problem.low()[wanted];
        for (int s = 0; s < pool.length; s++) {
            if (left <= 0 && unitCost[s] >= 0) {
                break;
            }
            if (depthOf[pool[s]] >= depth) {
                double x = taken(s, left);
                replicas += pool[s] == wanted ? x : 0;
                left -= x * problem.gain()[pool[s]];
            }
        }
        return (int) replicas;
    }

    /** Left side of the spot constraint at the bound's solution. */
    private double greedySide() {
        double left = problem.demand();
        double side = 0;
        for (int i = 0; i < lowCost.length; i++) {
            left -= problem.low()[i] * problem.gain()[i];
            side += problem.low()[i] * problem.side()[i];
        }
        for (int s = 0; s < pool.length && (left > 0 || unitCost[s] < 0); s++) {
            double x = taken(s, left);
            side += x * problem.side()[pool[s]];
            left -= x * problem.gain()[pool[s]];
        }
        return side;
    }

    /** Restricted spot pools by falling money for a unit per second, then the others by rising. */
    int[] spotsLastFirst() {
        int[] byMoney = poolsByEfficiency();
        int[] order = new int[byMoney.length];
        int count = 0;
        for (int k = byMoney.length - 1; k >= 0; k--) {
            if (problem.side()[byMoney[k]] > 0) {
                order[count++] = byMoney[k];
            }
        }
        for (int i : byMoney) {
            if (!(problem.side()[i] > 0)) {
                order[count++] = i;
            }
        }
        return order;
    }

    /** The pools by their best money for a unit per second; those that are fixed come first, they cost no branching. */
    private int[] poolsByEfficiency() {
        int n = problem.pools();
        int[] order = new int[n];
        boolean[] seen = new boolean[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (problem.high()[i] == problem.low()[i]) {
                seen[i] = true;
                order[count++] = i;
            }
        }
        for (int i : pool) {
            if (!seen[i]) {
                seen[i] = true;
                order[count++] = i;
            }
        }
        return Arrays.copyOf(order, count);
    }
}
