package dev.sluice.simulator.cluster.score;

import dev.sluice.simulator.cluster.ClusterScenario;

/** A cluster's cost where it leaves no more unserved than another run did: found by relaxing or tightening promises. */
public final class EqualService {
    private static final int BISECTIONS = 7;
    private static final double WIDEST = 16;

    private EqualService() {}

    /**
     * A run in which every promise is multiplied by one factor.
     *
     * @param factor the factor
     * @param score what came of it
     */
    public record Found(double factor, ClusterScore score) {}

    /**
     * Bisects for the largest factor with which the share unserved is at most {@code unserved}; of the runs tried, the
     * cheapest such, or the one that serves most where none is.
     *
     * @param asPromised the run with a factor of one
     */
    public static Found of(ClusterScenario cluster, ClusterScore asPromised, double unserved) {
        Found best = new Found(1, asPromised);
        double low = best.score().unservedShare() <= unserved ? 1 : 1 / WIDEST;
        double high = best.score().unservedShare() <= unserved ? WIDEST : 1;
        for (int i = 0; i < BISECTIONS; i++) {
            double middle = Math.sqrt(low * high);
            Found tried = new Found(middle, ClusterScore.of(cluster.withEach(s -> s.promising(middle))));
            best = better(tried, best, unserved) ? tried : best;
            boolean serves = tried.score().unservedShare() <= unserved;
            low = serves ? middle : low;
            high = serves ? high : middle;
        }
        return best;
    }

    private static boolean better(Found a, Found b, double unserved) {
        boolean aServes = a.score().unservedShare() <= unserved;
        boolean bServes = b.score().unservedShare() <= unserved;
        if (aServes && bServes) {
            return a.score().cost() < b.score().cost();
        }
        return aServes || (!bServes && a.score().unservedShare() < b.score().unservedShare());
    }
}
