package dev.sluice.allocation;

import java.util.Arrays;

/**
 * Branch and bound over the pools of one {@link MixProblem}, depth first: restricted spot pools first, under the linear
 * program with the spot share priced into the costs (Lagrange); once they are fixed, the firm pools have one demand to
 * cover, the larger of what is left and what the spot needs as backing, under the greedy linear program. Exact; a step
 * limit guards against the pathological.
 */
final class MixSearch {
    private static final int STEP_LIMIT = 400_000;
    private static final double NEAR = 1e-9;

    private final MixProblem problem;
    private final int n;
    private final double slack;
    private final int[] order;
    private final int[] depthOf;
    private final int spots;
    private final MixRelaxation priced;
    private final MixRelaxation firm;
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
        this.firm = MixRelaxation.free(problem);
        this.priced = firm.priced();
        this.spots =
                (int) Arrays.stream(problem.side()).filter(side -> side > 0).count();
        this.order = firm.spotsLastFirst();
        for (int depth = 0; depth < n; depth++) {
            depthOf[order[depth]] = depth;
        }
    }

    /** Whether any mix satisfies the problem; {@link #replicas} is then the cheapest. */
    boolean run() {
        if (n > 0) {
            descend(0, firmRest(0, new Node(problem.demand(), 0, 0)));
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

    /** What the fixed pools leave: demand to cover, money spent, left side of the spot constraint. */
    private record Node(double rest, double cost, double side) {}

    private Node child(int depth, int x, Node node) {
        int pool = order[depth];
        Node next = new Node(
                node.rest - x * problem.gain()[pool],
                node.cost + problem.cost(pool, x),
                node.side + x * problem.side()[pool]);
        return firmRest(depth + 1, next);
    }

    /** With all spot fixed, firm capacity must carry the rest and back the spot: share × firm ≥ side. */
    private Node firmRest(int depth, Node node) {
        boolean spotIsFixed = depth == spots && node.side > 0;
        return spotIsFixed ? new Node(Math.max(node.rest, node.side / problem.spotShare()), node.cost, 0) : node;
    }

    private void descend(int depth, Node node) {
        int pool = order[depth];
        if (depth == n - 1) {
            finish(pool, node);
            return;
        }
        int start = depth < spots ? lowestBound(depth, node) : firm.greedyReplicas(pool, depth, depthOf, node.rest);
        // the bound is convex in x: once it reaches the best, everything further out is no better
        for (int x = start; x >= problem.low()[pool] && branch(depth, x, node); x--) {}
        for (int x = start + 1; x <= problem.high()[pool] && branch(depth, x, node); x++) {}
    }

    /** Bisects for the replicas with the lowest bound. */
    private int lowestBound(int depth, Node node) {
        int low = problem.low()[order[depth]];
        int high = problem.high()[order[depth]];
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (falls(depth, middle, node)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether one replica more has a lower bound, or misses less of the demand where it cannot be covered. */
    private boolean falls(int depth, int x, Node node) {
        Node here = child(depth, x, node);
        Node next = child(depth, x + 1, node);
        double missedHere = firm.missed(depth, depthOf, here.rest);
        double missedNext = firm.missed(depth, depthOf, next.rest);
        return Math.max(missedHere, missedNext) > slack
                ? missedNext < missedHere
                : bound(depth, next) < bound(depth, here);
    }

    private double bound(int depth, Node child) {
        if (depth + 1 < spots) {
            return child.cost + priced.sidePrice() * child.side + priced.bound(depth, depthOf, child.rest);
        }
        return child.cost + firm.bound(depth, depthOf, child.rest);
    }

    private boolean branch(int depth, int x, Node node) {
        Node next = child(depth, x, node);
        if (steps >= STEP_LIMIT || !better(bound(depth, next))) {
            return false;
        }
        steps++;
        at[order[depth]] = x;
        descend(depth + 1, next);
        return true;
    }

    /** The last pool has no choice: the fewest replicas that cover the rest. */
    private void finish(int pool, Node node) {
        double x = Math.max(Math.ceil((node.rest - slack) / problem.gain()[pool]), problem.low()[pool]);
        if (x > problem.high()[pool] || node.side + x * Math.max(0, problem.side()[pool]) > slack) {
            return;
        }
        double cost = node.cost + problem.cost(pool, (int) x);
        if (better(cost)) {
            bestCost = cost;
            at[pool] = (int) x;
            best = Arrays.copyOf(at, n);
        }
    }

    private boolean better(double cost) {
        return cost < bestCost - NEAR * Math.max(1e-3, Math.abs(cost));
    }
}
