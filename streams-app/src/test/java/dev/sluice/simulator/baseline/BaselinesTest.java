package dev.sluice.simulator.baseline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import org.junit.jupiter.api.Test;

final class BaselinesTest {
    @Test
    void the_oracle_serves_everything_at_the_cost_of_what_was_needed() {
        Trace trace = Workloads.of(Kind.LLM_TOKENS, 60, 2, 5).trace();
        Scenario s = Scenario.of("tokens", trace, ServiceModel.of(trace.quantile(.99) / 20 / 60, 300_000));

        Scorecard oracle = Scorecard.of(
                s, Baselines.within(new Bounds(1, 100)).get("oracle").run(s));

        assertThat(oracle.unservedPercent()).isZero();
        assertThat(oracle.costVsOracle()).isEqualTo(1);
        assertThat(oracle.overPercent()).isZero();
    }

    @Test
    void a_static_size_carries_the_99th_percentile() {
        double[] demand = new double[200];
        for (int i = 0; i < 200; i++) {
            demand[i] = i;
        }
        Scenario s = Scenario.of("ramp", new Trace(0, 1, demand), ServiceModel.of(10, 60_000));
        assertThat(new StaticSize(s).start(1)).isEqualTo(20);
    }

    @Test
    void all_baselines_run_on_demand_of_every_kind_and_an_unknown_name_is_refused() {
        Baselines all = Baselines.within(new Bounds(1, 1000));
        for (var workload : Workloads.oneOfEach(60, 1, 11)) {
            Trace trace = workload.trace();
            Scenario s =
                    Scenario.of(workload.kind().label(), trace, ServiceModel.of(trace.quantile(.99) / 20 / 60, 60_000));
            for (String name : all.names()) {
                Scorecard card = Scorecard.of(s, all.get(name).run(s));
                assertThat(card.unservedPercent()).as(name + " on " + s.name()).isBetween(0.0, 70.0);
                assertThat(card.replicaHours()).isPositive();
            }
        }
        assertThatIllegalArgumentException().isThrownBy(() -> all.get("nobody")).withMessageContaining("hpa-tuned");
    }
}
