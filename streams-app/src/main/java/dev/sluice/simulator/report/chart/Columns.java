package dev.sluice.simulator.report.chart;

import dev.sluice.simulator.Run;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.plant.Timeline;
import java.util.Arrays;

/**
 * A stretch of a run in as many columns as a picture has room for, all in replicas: mean and highest demand, means of
 * what was ready, wanted and missing.
 */
final class Columns {
    final int count;
    final double[] demand;
    final double[] ready;
    final double[] wanted;
    final double[] missing;
    final double[] peak;

    /** Columns to be filled. */
    Columns(int count) {
        this.count = count;
        demand = new double[count];
        ready = new double[count];
        wanted = new double[count];
        missing = new double[count];
        peak = new double[count];
    }

    /** The steps from {@code first} to before {@code last} in at most {@code most} columns. */
    Columns(Scenario scenario, Run run, Stretch stretch, int most) {
        this(Math.min(most, stretch.steps()));
        int steps = stretch.steps();
        double[] targets = targets(scenario, run.decisions());
        for (int c = 0; c < count; c++) {
            int from = stretch.first() + (int) ((long) c * steps / count);
            int to = stretch.first() + (int) ((c + 1L) * steps / count);
            fill(c, from, to, scenario, run, targets);
        }
    }

    private void fill(int c, int from, int to, Scenario scenario, Run run, double[] targets) {
        double share = 1.0 / (to - from);
        for (int i = from; i < to; i++) {
            double replicas = run.replicas()[i];
            double exact = scenario.trace().values()[i] / scenario.perReplicaStep();
            demand[c] += exact * share;
            peak[c] = Math.max(peak[c], exact);
            ready[c] += replicas * share;
            wanted[c] += targets[i] * share;
            missing[c] += Math.max(0, exact - replicas) * share;
        }
    }

    double demandPeak() {
        return Arrays.stream(peak).max().orElse(0);
    }

    double readyPeak() {
        return Arrays.stream(ready).max().orElse(0);
    }

    private static double[] targets(Scenario scenario, Timeline decisions) {
        double[] targets = new double[scenario.trace().length()];
        int next = 0;
        double current = 0;
        for (int i = 0; i < targets.length; i++) {
            while (next < decisions.length() && decisions.at(next) <= scenario.millis(i)) {
                current = decisions.replicas(next++);
            }
            targets[i] = current;
        }
        return targets;
    }
}
