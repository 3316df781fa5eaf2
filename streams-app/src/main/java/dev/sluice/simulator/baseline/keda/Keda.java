package dev.sluice.simulator.baseline.keda;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.baseline.hpa.HpaBehavior;
import dev.sluice.simulator.baseline.hpa.HpaReplicas;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import java.util.OptionalInt;

/**
 * KEDA's Kafka scaler: the operator owns zero to one and back, polling every 30 s, an HPA on the lag owns the rest.
 *
 * <p>Lag is what is not committed: units in work or waiting. One replica should have 70 % of its slots of it.
 */
public final class Keda implements Scaler {
    private static final long SYNC = 15_000;
    private static final long POLLING = 30_000;
    private static final long COOLDOWN = 300_000;
    private static final int PARTITIONS = 100;
    private static final double UTILIZATION = .7;
    // metrics are milli-units, so that small lags do not vanish
    private static final int MILLI = 1000;

    private final KafkaLag lag;
    private final HpaReplicas rule = HpaReplicas.DEFAULT;
    private final HpaBehavior behavior;
    private final Bounds bounds;
    private double uncommitted;
    private long reported;
    private long polled = Long.MIN_VALUE;
    private long lastActive;

    public Keda(Scenario scenario, Bounds bounds) {
        long threshold = Math.round(MILLI * UTILIZATION * scenario.model().slots());
        this.lag = new KafkaLag(threshold, PARTITIONS, false, false);
        // the HPA that KEDA makes never goes below one
        Bounds above = new Bounds(Math.max(1, bounds.min()), bounds.max());
        this.behavior = new HpaBehavior(HpaBehavior.UP, HpaBehavior.DOWN, above);
        this.bounds = bounds;
        this.lastActive = scenario.millis(0);
    }

    @Override
    public long syncMillis() {
        return SYNC;
    }

    @Override
    public void observe(Observation window) {
        uncommitted = window.concurrency();
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        if (polled == Long.MIN_VALUE || now - polled >= POLLING) {
            poll(now);
        }
        int current = fleet.ordered();
        if (current == 0) {
            return reported > 0 ? OptionalInt.of(Math.max(1, bounds.min())) : OptionalInt.empty();
        }
        if (reported == 0 && bounds.min() == 0 && lastActive + COOLDOWN < now) {
            return OptionalInt.of(0);
        }
        int proposal = rule.averageValue(current, reported, lag.threshold());
        return OptionalInt.of(behavior.decide(now, current, proposal));
    }

    private void poll(long now) {
        polled = now;
        reported = lag.reported(Math.round(MILLI * uncommitted));
        if (reported > 0) {
            lastActive = now;
        }
    }
}
