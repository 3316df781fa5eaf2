package dev.sluice.cli.tutorial;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The rule of a horizontal autoscaler: as many workers as carry what was asked for lately, and no fewer than it wanted at
 * any time of the last {@code hold} seconds. It looks each second, where Kubernetes' HPA looks each fifteen and holds for
 * five minutes: the wave here is as much shorter than a day's.
 */
final class ReactiveRule {
    private static final int AVERAGED = 2;

    private final double perWorker;
    private final int most;
    private final int hold;
    private final Deque<Double> rates = new ArrayDeque<>();
    private final Deque<Integer> wanted = new ArrayDeque<>();

    ReactiveRule(double perWorker, int most, int hold) {
        this.perWorker = perWorker;
        this.most = most;
        this.hold = hold;
    }

    /** Workers to run, after another second with so many requests. */
    int after(double requests) {
        rates.add(requests);
        if (rates.size() > AVERAGED) {
            rates.remove();
        }
        double rate = rates.stream().mapToDouble(Double::doubleValue).average().orElse(0);
        wanted.add((int) Math.min(most, Math.max(1, Math.ceil(rate / perWorker))));
        if (wanted.size() > hold) {
            wanted.remove();
        }
        return wanted.stream().mapToInt(Integer::intValue).max().orElse(1);
    }
}
