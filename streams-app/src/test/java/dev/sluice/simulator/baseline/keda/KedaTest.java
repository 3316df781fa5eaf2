package dev.sluice.simulator.baseline.keda;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Run;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Simulation;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.simulator.plant.Timeline;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Figures of kedacore/keda, pkg/scalers/kafka_scaler_test.go, and the operator's part in a timeline. */
final class KedaTest {
    @Test
    void lag_of_a_partition_depends_on_where_a_new_group_begins() {
        assertThat(KafkaLag.ofPartition(100, 150, false, false)).isEqualTo(50);
        assertThat(KafkaLag.ofPartition(-1, 150, true, true)).isZero();
        assertThat(KafkaLag.ofPartition(-1, 150, true, false)).isEqualTo(1);
        assertThat(KafkaLag.ofPartition(-1, 150, false, false)).isEqualTo(150);
        assertThat(KafkaLag.ofPartition(100, -1, false, false)).isZero();
    }

    @Test
    void an_even_distribution_rounds_up_to_a_divisor_of_the_partitions() {
        KafkaLag lag = new KafkaLag(10, 100, true, false);
        assertThat(lag.reported(40)).isEqualTo(40);
        assertThat(lag.reported(99)).isEqualTo(100);
        assertThat(lag.reported(101)).isEqualTo(200);
    }

    @Test
    void more_replicas_than_partitions_are_never_asked_for() {
        assertThat(new KafkaLag(10, 6, false, false).reported(1_000)).isEqualTo(60);
        assertThat(new KafkaLag(10, 6, false, true).reported(1_000)).isEqualTo(1_000);
    }

    @Test
    void the_operator_sleeps_after_the_cooldown_and_wakes_to_one() {
        double[] demand = new double[40];
        Arrays.fill(demand, 0, 5, 120);
        Arrays.fill(demand, 30, 40, 120);
        Scenario scenario = Scenario.of("batches", new Trace(0, 60, demand), ServiceModel.of(1, 30_000));

        Run run = Simulation.run(scenario, new Keda(scenario, new Bounds(0, 10)));

        Timeline decided = run.decisions();
        int asleep = indexOf(decided, 0);
        // five minutes of demand, one minute to work off and see nothing left, five of cooldown
        assertThat(decided.at(asleep)).isBetween(600_000L, 720_000L);
        assertThat(decided.replicas(asleep + 1)).isEqualTo(1);
        assertThat(decided.at(asleep + 1)).isBetween(31 * 60_000L, 31 * 60_000L + 30_000);
        assertThat(run.cold().get(30)).isTrue();
    }

    private static int indexOf(Timeline timeline, int replicas) {
        for (int i = 0; i < timeline.length(); i++) {
            if (timeline.replicas(i) == replicas) {
                return i;
            }
        }
        throw new AssertionError("never " + replicas);
    }
}
