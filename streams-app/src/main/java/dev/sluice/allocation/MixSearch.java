package dev.sluice.allocation;

import java.util.Arrays;

/**
 * Exact branch and bound over the pools of one {@link MixProblem}, depth first.
 *
 * <p><b>Idea.</b> Each level of the search fixes the replicas of one pool. It starts from the most promising count
 * and goes outward in both directions. The bound of a branch is the money spent plus a linear program over the
 * remaining pools ({@link MixRelaxation}). The bound is convex in the count, so a direction ends as soon as the bound
 * is no better than the best mix so far.
 *
 * <p><b>Order.</b> Restricted spot pools come first. Their bound prices the spot share into the costs (Lagrange).
 * When they are fixed, the firm pools have one demand to cover: the larger of what is left and what the spot needs as
 * backing. Their bound is the greedy linear program.
 *
 * <p><b>Example.</b> Demand is 60, pool a costs 1 for 10 per second and pool b costs 2 for 25. With b fixed first,
 * the linear program gives 2.4 of b, so the search starts at two b. The last pool then needs one a, for a total of 5.
 * Three b cost 6, so that direction ends.
 *
 * <p>The search is exact. A step limit of {@value #STEP_LIMIT} guards against pathological problems; {@link #proven}
 * is then false.
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

    /** Returns true if any mix satisfies the problem; {@link #replicas} is then the cheapest one. */
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

    /** The state after the fixed pools: demand to cover, money spent, left side of the spot constraint. */
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
        // the bound is convex in x: once it is no better than the best, counts further out are no better either
        for (int x = start; x >= problem.low()[pool] && branch(depth, x, node); x--) {}
        for (int x = start + 1; x <= problem.high()[pool] && branch(depth, x, node); x++) {}
    }

    /** Bisects for the replica count with the lowest bound. */
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

    /** True if one more replica has a lower bound, or misses less of the demand if the demand cannot be covered. */
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

    /** The last pool has no choice: it takes the minimum number of replicas that cover the rest. */
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
