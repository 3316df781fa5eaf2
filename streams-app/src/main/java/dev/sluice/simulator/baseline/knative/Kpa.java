package dev.sluice.simulator.baseline.knative;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.baseline.knative.KpaDecider.Rates;
import dev.sluice.simulator.baseline.knative.KpaDecider.Target;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import java.util.OptionalInt;

/**
 * Knative's pod autoscaler on the concurrency of the last 60 and 6 s, 70 % of a replica's slots, every 2 s.
 *
 * <p>Between two windows the concurrency seen last goes on being reported, as a scrape would.
 */
public final class Kpa implements Scaler {
    private static final long BUCKET = 1_000;
    private static final long STABLE = 60_000;
    private static final long PANIC = 6_000;
    private static final double UTILIZATION = .7;

    private final KpaDecider decider;
    private final BucketAverage stable;
    private final BucketAverage panic;
    private final Bounds bounds;
    private double level;
    private long reported = Long.MIN_VALUE;

    public Kpa(Scenario scenario, Bounds bounds) {
        int slots = scenario.model().slots();
        long start = scenario.millis(0);
        // scrapes follow each other at least every tick, so that a longer bucket holds one each
        long bucket = Math.max(BUCKET, Math.min(KpaDecider.TICK, scenario.millis(1) - start));
        this.decider =
                new KpaDecider(new Target(UTILIZATION * slots, slots, 0), Rates.DEFAULT, scenario.need(0), start);
        this.stable = new BucketAverage(STABLE, bucket);
        this.panic = new BucketAverage(PANIC, bucket);
        this.bounds = bounds;
    }

    @Override
    public long syncMillis() {
        return KpaDecider.TICK;
    }

    @Override
    public void observe(Observation window) {
        level = window.concurrency();
        report(window.to() - 1);
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        if (reported == Long.MIN_VALUE) {
            return OptionalInt.empty();
        }
        if (now - reported >= KpaDecider.TICK) {
            report(now - 1);
        }
        long at = now - 1;
        int desired = decider.decide(now, stable.average(at), panic.average(at), fleet.ready())
                .desired();
        return OptionalInt.of(bounds.clamp(desired));
    }

    private void report(long at) {
        stable.record(at, level);
        panic.record(at, level);
        reported = at;
    }
}
