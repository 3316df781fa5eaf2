package dev.sluice.allocation;

import java.util.Arrays;

/**
 * Branch and bound over the pools of one {@link MixProblem}: depth first, each branch bounded from below by the linear
 * program of the pools not yet fixed, in which the spot share is priced into the costs (Lagrange) and the demand is
 * covered greedily. Exact; a step limit guards against the pathological.
 */
final class MixSearch {
    private static final int STEP_LIMIT = 400_000;
    private static final double NEAR = 1e-9;

    private final MixProblem problem;
    private final int n;
    private final double slack;
    private final int[] order;
    private final int[] depthOf;
    private final Segments segments;
    private final int[] at;
    private int[] best = new int[0];
    private double bestCost = Double.POSITIVE_INFINITY;
    private int steps;

    MixSearch(MixProblem problem) {
        this.problem = problem;
        this.n = problem.pools();
        this.slack = problem.slack();
        this.at = new int[n];
        this.depthOf = new int[n];
        this.segments = Segments.priced(problem);
        this.order = segments.poolsByEfficiency();
        for (int depth = 0; depth < n; depth++) {
            depthOf[order[depth]] = depth;
        }
    }

    /** Whether any mix satisfies the problem; {@link #replicas} is then the cheapest. */
    boolean run() {
        if (n > 0) {
            descend(0, new Spent(problem.demand(), 0, 0));
        } else if (problem.demand() <= slack) {
            bestCost = 0;
        }
        return bestCost < Double.POSITIVE_INFINITY;
    }

    int[] replicas() {
        return best.clone();
    }

    boolean proven() {
        return steps < STEP_LIMIT;
    }

    /** What the fixed pools leave to do: demand to cover, money spent, and the left side of the spot constraint. */
    private record Spent(double rest, double cost, double side) {}

    private void descend(int depth, Spent spent) {
        int pool = order[depth];
        if (depth == n - 1) {
            finish(pool, spent);
            return;
        }
        int start = segments.greedyReplicas(pool, depth, depthOf, spent.rest);
        // the bound is convex in x: once it reaches the best, everything further out is no better
        for (int x = start; x >= problem.low()[pool] && branch(depth, x, spent); x--) {}
        for (int x = start + 1; x <= problem.high()[pool] && branch(depth, x, spent); x++) {}
    }

    private boolean branch(int depth, int x, Spent spent) {
        int pool = order[depth];
        Spent next = new Spent(
                spent.rest - x * problem.gain()[pool],
                spent.cost + problem.cost(pool, x),
                spent.side + x * problem.side()[pool]);
        double bound = next.cost + segments.sidePrice() * next.side + segments.bound(depth, depthOf, next.rest);
        if (steps >= STEP_LIMIT || !better(bound)) {
            return false;
        }
        steps++;
        at[pool] = x;
        descend(depth + 1, next);
        return true;
    }

    /** The last pool has no choice: the fewest replicas that cover the rest and back the spot. */
    private void finish(int pool, Spent spent) {
        double need = Math.ceil((spent.rest - slack) / problem.gain()[pool]);
        double side = problem.side()[pool];
        if (side < 0) {
            need = Math.max(need, Math.ceil((spent.side - slack) / -side));
        }
        double x = Math.max(need, problem.low()[pool]);
        if (x > problem.high()[pool] || spent.side + x * side > slack) {
            return;
        }
        double cost = spent.cost + problem.cost(pool, (int) x);
        if (better(cost)) {
            bestCost = cost;
            at[pool] = (int) x;
            best = Arrays.copyOf(at, n);
        }
    }

    private boolean better(double cost) {
        return cost < bestCost - NEAR * Math.max(1e-6, Math.min(1, Math.abs(cost)));
    }
}
