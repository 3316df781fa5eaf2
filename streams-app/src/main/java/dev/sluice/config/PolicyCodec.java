package dev.sluice.config;

import dev.sluice.forecast.Signal;
import dev.sluice.policy.*;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.*;

/** Temporary. */
public final class PolicyCodec {
    private PolicyCodec() {}

    /** The policy of a record. */
    public static ScalingPolicy fromRecord(dev.sluice.events.ScalingPolicy r) {
        return new ScalingPolicy(
                r.getService(),
                new ScalingPolicy.Bounds(r.getMinReplicas(), r.getMaxReplicas()),
                new ScalingPolicy.Demand(
                        Signal.valueOf(r.getSignal().name()),
                        r.getPerReplica() == null ? OptionalDouble.empty() : OptionalDouble.of(r.getPerReplica()),
                        Optional.ofNullable(r.getWindowMs()).map(Duration::ofMillis)),
                Objective.DEFAULT,
                Optional.ofNullable(r.getLeadTimeMs()).map(Duration::ofMillis),
                Mode.valueOf(r.getMode().name()),
                ScalingRules.FREE,
                ScalingRules.FREE,
                ScalingPolicy.Tuning.DEFAULT);
    }
}
