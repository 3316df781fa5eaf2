package dev.sluice.simulator.baseline.tracking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Run;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.Simulation;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

final class ReactiveTest {
    @Test
    void target_tracking_follows_up_within_a_step_and_down_after_300_seconds() {
        // one replica serves 60 a step; 70 % of it are 42
        Scenario s = scenario(60, 42, 42, 420, 42, 42, 42, 42, 42, 42);

        Run run = Simulation.run(s, new Reactive(s, .7));

        assertThat(run.decisions().length()).isEqualTo(3);
        assertThat(run.decisions().at(1)).isEqualTo(180_000);
        assertThat(run.decisions().replicas(1)).isEqualTo(10);
        // the proposal of 180 s is one of the last five until 480 s is decided
        assertThat(run.decisions().at(2)).isEqualTo(480_000);
        assertThat(run.decisions().replicas(2)).isEqualTo(1);
    }

    @Test
    void on_one_second_steps_it_averages_30_seconds_and_decides_every_15() {
        double[] demand = new double[120];
        Arrays.fill(demand, 10, 120, 7);
        Scenario s = Scenario.of("jump", new Trace(0, 1, demand), ServiceModel.of(1, 0));

        Run run = Simulation.run(s, new Reactive(s, .7));

        // it decides at 1, 16, 31 s; at 16 s it has seen 6 of 16 seconds at 7, at 31 s 21 of 30
        assertThat(run.decisions().at(1)).isEqualTo(16_000);
        assertThat(run.decisions().replicas(1)).isEqualTo(4);
        assertThat(run.decisions().at(2)).isEqualTo(31_000);
        assertThat(run.decisions().replicas(2)).isEqualTo(7);
        assertThat(run.decisions().at(3)).isEqualTo(46_000);
        assertThat(run.decisions().replicas(3)).isEqualTo(10);
    }

    @Test
    void hindsight_finds_the_cheapest_target_that_keeps_the_objective() {
        Trace trace = Workloads.of(Kind.WEB_DAY, 60, 4, 3).trace();
        Scenario s = Scenario.of("web", trace, ServiceModel.of(trace.quantile(.99) / 20 / 60, 60_000));

        HpaTuned tuned = new HpaTuned(s);
        Scorecard best = Scorecard.of(s, Simulation.run(s, new HpaTuned(s)));

        assertThat(best.keeps(s.objective())).isTrue();
        for (int i = 0; i < HpaTuned.TARGETS; i++) {
            Scorecard other = Scorecard.of(s, Simulation.run(s, new Reactive(s, HpaTuned.target(i))));
            if (other.keeps(s.objective())) {
                assertThat(other.costVsOracle())
                        .as("target %s instead of %s", HpaTuned.target(i), tuned.target())
                        .isGreaterThanOrEqualTo(best.costVsOracle());
            }
        }
    }

    private static Scenario scenario(double step, double... values) {
        return Scenario.of("by hand", new Trace(0, step, values), ServiceModel.of(1, 60_000));
    }
}
