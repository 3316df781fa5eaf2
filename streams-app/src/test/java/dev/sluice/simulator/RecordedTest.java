package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.simulator.plant.ServiceModel;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class RecordedTest {
    private static final ServiceModel FIVE_A_SECOND = ServiceModel.of(5, 20_000);

    @Test
    void recorded_sizes_are_ordered_when_they_were_and_serve_after_the_lead_time() {
        TreeMap<Long, Integer> sizes = new TreeMap<>();
        sizes.put(-5_000L, 2);
        sizes.put(13_000L, 4);
        sizes.put(50_000L, 1);
        Scenario scenario = Scenario.of("cart", new Trace(0, 10, new double[] {9, 9, 9, 9, 9, 9}), FIVE_A_SECOND);

        Run run = Simulation.run(scenario, new Recorded(sizes, 0));

        // ordered at 13 s, ready at 33 s, and gone at 50 s
        assertThat(run.replicas()).containsExactly(2, 2, 2, 2 * .3 + 4 * .7, 4, 1);
        assertThat(run.decisions().at(1)).isEqualTo(13_000);
    }

    @Test
    void what_was_decided_first_is_in_force_before() {
        TreeMap<Long, Integer> sizes = new TreeMap<>();
        sizes.put(30_000L, 3);
        assertThat(new Recorded(sizes, 0).start(1)).isEqualTo(3);
        assertThatThrownBy(() -> new Recorded(new TreeMap<>(), 0)).isInstanceOf(IllegalArgumentException.class);
    }
}
