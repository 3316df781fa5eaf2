package dev.sluice.simulator.report;

import dev.sluice.simulator.Scorecard;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * What one autoscaler did over several traces.
 *
 * @param name of the autoscaler
 * @param kept traces on which it kept the objective
 * @param traces all of them
 * @param unserved share unserved, percent
 * @param cost over the oracle's
 * @param changes per hour
 */
public record Summary(String name, int kept, int traces, Spread unserved, Spread cost, Spread changes) {

    /** Mean and median over traces. */
    public record Spread(double mean, double median) {
        static Spread of(double[] values) {
            return new Spread(Arrays.stream(values).average().orElse(Double.NaN), medianOf(values));
        }
    }

    /** Sums up what {@code name} did in {@code comparisons}; it took part in all of them. */
    public static Summary of(String name, List<Comparison> comparisons) {
        int n = comparisons.size();
        double[] unserved = new double[n];
        double[] cost = new double[n];
        double[] changes = new double[n];
        int kept = 0;
        for (int i = 0; i < n; i++) {
            Scorecard card = comparisons.get(i).card(name).orElseThrow();
            unserved[i] = card.unservedPercent();
            cost[i] = card.costVsOracle();
            changes[i] = card.changesPerHour();
            kept += card.keeps(comparisons.get(i).scenario().objective()) ? 1 : 0;
        }
        return new Summary(name, kept, n, Spread.of(unserved), Spread.of(cost), Spread.of(changes));
    }

    /**
     * Cost against another autoscaler on the traces where both keep the objective.
     *
     * @param both how many those are
     * @param geometricMean of the cost ratios
     * @param median of the cost ratios
     * @param withoutBest the geometric mean without the lowest ratio
     * @param onlyThis traces on which only this one keeps the objective
     * @param onlyOther the same for the other
     */
    public record Against(
            int both, double geometricMean, double median, double withoutBest, int onlyThis, int onlyOther) {
        public static Against of(String name, String other, List<Comparison> comparisons) {
            List<Double> ratios = new ArrayList<>();
            int onlyThis = 0;
            int onlyOther = 0;
            for (Comparison comparison : comparisons) {
                double objective = comparison.scenario().objective();
                Scorecard mine = comparison.card(name).orElseThrow();
                Scorecard theirs = comparison.card(other).orElseThrow();
                if (mine.keeps(objective) && theirs.keeps(objective)) {
                    ratios.add(mine.costVsOracle() / theirs.costVsOracle());
                } else {
                    onlyThis += mine.keeps(objective) ? 1 : 0;
                    onlyOther += theirs.keeps(objective) ? 1 : 0;
                }
            }
            double[] sorted =
                    ratios.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            return new Against(
                    sorted.length, geometric(sorted, 0), medianOf(sorted), geometric(sorted, 1), onlyThis, onlyOther);
        }
    }

    /** A comparison with {@code other} where that took part everywhere. */
    public Optional<Against> against(String other, List<Comparison> comparisons) {
        boolean there = comparisons.stream().allMatch(c -> c.card(other).isPresent());
        return there && !other.equals(name) ? Optional.of(Against.of(name, other, comparisons)) : Optional.empty();
    }

    private static double geometric(double[] sorted, int from) {
        double sum = 0;
        for (int i = from; i < sorted.length; i++) {
            sum += Math.log(sorted[i]);
        }
        return sorted.length > from ? Math.exp(sum / (sorted.length - from)) : Double.NaN;
    }

    private static double medianOf(double[] values) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }
}
