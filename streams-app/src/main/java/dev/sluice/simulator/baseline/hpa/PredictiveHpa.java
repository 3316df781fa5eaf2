package dev.sluice.simulator.baseline.hpa;

import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingRules;
import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.baseline.hpa.HoltWinters.Smoothing;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The predictive horizontal pod autoscaler: the larger of what an HPA proposes now and what a daily Holt-Winters on
 * past proposals expects when a new replica would be ready.
 *
 * <p>Source: jthomperoo/predictive-horizontal-pod-autoscaler. It refits the whole history at each run; here the model
 * is begun with the first two seasons and carried on, which differs by its beginning only.
 */
public final class PredictiveHpa implements Scaler {
    private static final long SYNC = 15_000;
    private static final double DAY = 86_400;
    private static final double SAMPLE_SECONDS = 600;
    private static final int FIRST_SEASONS = 2;
    // the fitted parameters of the library's own example
    private static final Smoothing SMOOTHING = new Smoothing(.716, .029, .993);
    private static final ScalingRules UP = new ScalingRules(
            Duration.ZERO,
            ScalingRules.Select.MAX,
            List.of(
                    new RateLimit(RateLimit.Unit.REPLICAS, 4, Duration.ofSeconds(60)),
                    new RateLimit(RateLimit.Unit.PERCENT, 100, Duration.ofSeconds(60))),
            OptionalDouble.empty());
    private static final ScalingRules DOWN = new ScalingRules(
            Duration.ofSeconds(300),
            ScalingRules.Select.MAX,
            List.of(new RateLimit(RateLimit.Unit.PERCENT, 100, Duration.ofSeconds(60))),
            OptionalDouble.empty());

    private final Hpa reactive;
    private final HpaBehavior behavior;
    private final int season;
    private final long sampleMillis;
    private final int ahead;
    private final double[] history;
    private int known;
    private int predicted;
    private long nextSample;
    private Optional<HoltWinters> model = Optional.empty();

    public PredictiveHpa(Scenario scenario, int target, Bounds bounds) {
        double sample = Math.max(SAMPLE_SECONDS, scenario.trace().step());
        this.reactive = new Hpa(scenario, target, bounds);
        this.behavior = new HpaBehavior(UP, DOWN, bounds);
        this.season = (int) Math.max(2, Math.round(DAY / sample));
        this.sampleMillis = Math.round(sample * 1000);
        this.ahead = (int) Math.max(1, Math.ceil(scenario.model().leadMillis() / (double) sampleMillis));
        this.history = new double[FIRST_SEASONS * season];
        this.nextSample = scenario.millis(0);
    }

    @Override
    public long syncMillis() {
        return SYNC;
    }

    @Override
    public void observe(Observation window) {
        reactive.observe(window);
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        if (fleet.ordered() == 0) {
            return OptionalInt.empty();
        }
        int proposal = reactive.proposal(fleet);
        if (now >= nextSample) {
            learn(proposal);
            nextSample += sampleMillis;
        }
        return OptionalInt.of(behavior.decide(now, fleet.ordered(), Math.max(proposal, predicted)));
    }

    private void learn(int proposal) {
        if (model.isPresent()) {
            model.get().update(proposal);
        } else {
            history[known++] = proposal;
            if (known == history.length) {
                model = Optional.of(begun());
            }
        }
        predicted = model.map(m -> (int) Math.ceil(m.forecast(ahead))).orElse(0);
    }

    private HoltWinters begun() {
        HoltWinters fresh = new HoltWinters(history, season, SMOOTHING);
        Arrays.stream(history).skip(1).forEach(fresh::update);
        return fresh;
    }
}
