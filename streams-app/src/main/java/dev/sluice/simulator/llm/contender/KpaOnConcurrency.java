package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.baseline.knative.BucketAverage;
import dev.sluice.simulator.baseline.knative.KpaDecider;
import dev.sluice.simulator.baseline.knative.KpaDecider.Rates;
import dev.sluice.simulator.baseline.knative.KpaDecider.Target;
import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.plant.FleetView;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Knative's autoscaler on requests that run or wait, with 70 % of the concurrency at the rated load as its target: each 2 s,
 * on the last 60 s, or on the last 6 s where they ask for twice what is ready.
 */
final class KpaOnConcurrency implements FleetController {
    private static final long STABLE = 60_000;
    private static final long PANIC = 6_000;
    private static final double UTILIZATION = .7;

    private final BucketAverage stable = new BucketAverage(STABLE, KpaDecider.TICK);
    private final BucketAverage panic = new BucketAverage(PANIC, KpaDecider.TICK);
    private final KpaDecider decider;

    KpaOnConcurrency(RatedLoad rated, int initial) {
        double target = Math.max(1, UTILIZATION * rated.concurrency());
        this.decider = new KpaDecider(new Target(target, rated.concurrency(), 0), Rates.DEFAULT, initial, 0);
    }

    @Override
    public Duration interval() {
        return Duration.ofMillis(KpaDecider.TICK);
    }

    @Override
    public OptionalInt decide(FleetView fleet) {
        long now = Math.round(fleet.now() * 1000);
        double concurrency = fleet.running() + fleet.queued();
        stable.record(now, concurrency);
        panic.record(now, concurrency);
        int desired = decider.decide(now, stable.average(now), panic.average(now), fleet.ready())
                .desired();
        return OptionalInt.of(Math.max(1, desired));
    }
}
