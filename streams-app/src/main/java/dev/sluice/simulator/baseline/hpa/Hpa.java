package dev.sluice.simulator.baseline.hpa;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.baseline.tracking.RecentMean;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import java.util.OptionalInt;

/**
 * Kubernetes' HPA v2 with its default {@code behavior} and a target utilization, every 15 s.
 *
 * <p>Its metric is the demand of the last 30 s over what the ready replicas can serve, as a service that exports its
 * request rate has it: unlike CPU it may exceed 100 %, which favours it.
 */
public final class Hpa implements Scaler {
    /** Percent that users commonly set. */
    public static final int TARGET = 70;

    private static final long SYNC = 15_000;
    private static final double METRIC_SECONDS = 30;
    private static final int MILLI = 1000;

    private final HpaReplicas rule = HpaReplicas.DEFAULT;
    private final HpaBehavior behavior;
    private final Bounds bounds;
    private final RecentMean rate;
    private final double perReplica;
    private final int target;

    public Hpa(Scenario scenario, int target, Bounds bounds) {
        this.bounds = bounds;
        this.behavior = new HpaBehavior(HpaBehavior.UP, HpaBehavior.DOWN, bounds);
        this.rate = new RecentMean(
                (int) Math.max(1, Math.rint(METRIC_SECONDS / scenario.trace().step())));
        this.perReplica = scenario.model().perReplica();
        this.target = target;
    }

    @Override
    public long syncMillis() {
        return SYNC;
    }

    @Override
    public void observe(Observation window) {
        rate.add(window.rate());
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        int current = fleet.ordered();
        if (current == 0) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(behavior.decide(now, current, proposal(fleet)));
    }

    /** Proposed replicas before {@code behavior}. */
    int proposal(Fleet fleet) {
        int current = fleet.ordered();
        if (current > bounds.max() || current < bounds.min()) {
            return bounds.clamp(current);
        }
        if (fleet.ready() == 0) {
            return current;
        }
        long usage = Math.round(MILLI * rate.mean() / perReplica);
        HpaPods ready = new HpaPods(fleet.ready(), usage, (long) MILLI * fleet.ready());
        HpaPods unready = new HpaPods(fleet.starting(), 0, (long) MILLI * fleet.starting());
        return rule.resource(current, target, ready, unready, HpaPods.NONE);
    }
}
