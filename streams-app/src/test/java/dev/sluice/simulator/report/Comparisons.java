package dev.sluice.simulator.report;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Scaler;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.baseline.Baselines;
import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.util.List;
import java.util.OptionalInt;

/** Comparisons that tests look at. */
public final class Comparisons {
    private Comparisons() {}

    public static Comparison web() {
        Trace trace = Workloads.of(Kind.WEB_DAY, 60, 3, 4).trace();
        Scenario s = Scenario.of("web <1>", trace, ServiceModel.of(trace.quantile(.99) / 20 / 60, 60_000));
        Baselines all = Baselines.within(new Bounds(1, 1000));
        return Comparison.of(s, List.of(all.get("reactive"), all.get("hpa-tuned"), all.get("oracle")));
    }

    /** Always the same size. */
    public static final class Fixed implements Scaler {
        private final int size;

        public Fixed(int size) {
            this.size = size;
        }

        @Override
        public int start(int needed) {
            return size;
        }

        @Override
        public void observe(Observation window) {}

        @Override
        public OptionalInt decide(long now, Fleet fleet) {
            return OptionalInt.empty();
        }
    }
}
