package dev.sluice.simulator.report.chart;

import dev.sluice.simulator.Run;
import dev.sluice.simulator.Scenario;

/** Steps of a trace from {@code first} to before {@code last}. */
record Stretch(int first, int last) {
    private static final int CLOSE_STEPS = 180;

    Stretch {
        if (first < 0 || last <= first) {
            throw new IllegalArgumentException("an empty stretch, " + first + " to " + last);
        }
    }

    int steps() {
        return last - first;
    }

    Panel.Span span(Scenario scenario) {
        double step = scenario.trace().step();
        double start = scenario.trace().start();
        return new Panel.Span(start + first * step, start + last * step, start + scenario.firstScored() * step);
    }

    static Stretch whole(Scenario scenario) {
        return new Stretch(0, scenario.trace().length());
    }

    /** The scored stretch of at most 180 steps in which this run left most unserved, or demand was highest if none. */
    static Stretch worst(Scenario scenario, Run run) {
        int length = scenario.trace().length();
        int from = Math.min(scenario.firstScored(), length - 1);
        int steps = Math.min(CLOSE_STEPS, length - from);
        double[] missing = new double[length];
        for (int i = from; i < length; i++) {
            double exact = scenario.trace().values()[i] / scenario.perReplicaStep();
            // demand itself breaks ties, so that a run without a gap shows its busiest hours
            missing[i] = Math.max(0, exact - run.replicas()[i]) + 1e-6 * exact;
        }
        return centred(missing, from, best(missing, from, steps));
    }

    /** The same length around the middle of what is missing. */
    private static Stretch centred(double[] missing, int from, Stretch found) {
        double sum = 0;
        double moment = 0;
        for (int i = found.first(); i < found.last(); i++) {
            sum += missing[i];
            moment += missing[i] * i;
        }
        int middle = sum > 0 ? (int) Math.round(moment / sum) : found.first() + found.steps() / 2;
        int first = Math.max(from, Math.min(missing.length - found.steps(), middle - found.steps() / 2));
        return new Stretch(first, first + found.steps());
    }

    private static Stretch best(double[] missing, int from, int steps) {
        double sum = 0;
        double most = -1;
        int first = from;
        for (int i = from; i < missing.length; i++) {
            sum += missing[i] - (i - steps >= from ? missing[i - steps] : 0);
            if (i - from + 1 >= steps && sum > most) {
                most = sum;
                first = i - steps + 1;
            }
        }
        return new Stretch(first, first + steps);
    }
}
