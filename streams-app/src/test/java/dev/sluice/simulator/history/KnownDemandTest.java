package dev.sluice.simulator.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class KnownDemandTest {
    private static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");

    private final KnownDemand demand = new KnownDemand(10_000);

    @Test
    void a_long_step_is_even_in_its_windows_and_what_is_not_known_is_a_gap() {
        demand.add(0, 60_000, 600);
        demand.add(75_000, 100_000, 250);

        assertThat(demand.windows(LATEST))
                .extracting(window -> window.end().toEpochMilli() / 1000, KnownDemand.Window::demand)
                .containsExactly(
                        tuple(10, 10),
                        tuple(20, 10),
                        tuple(30, 10),
                        tuple(40, 10),
                        tuple(50, 10),
                        tuple(60, 10),
                        tuple(90, 10),
                        tuple(100, 10));
    }

    private static org.assertj.core.groups.Tuple tuple(long end, double rate) {
        return org.assertj.core.groups.Tuple.tuple(end, rate);
    }

    @Test
    void instances_add_up_and_windows_that_may_go_on_are_left_out() {
        demand.add(0, 10_000, 30);
        demand.add(0, 10_000, 50);
        demand.add(10_000, 20_000, 100);

        assertThat(demand.windows(Instant.ofEpochSecond(10)))
                .containsExactly(new KnownDemand.Window(Instant.ofEpochSecond(10), 8));
    }

    @Test
    void what_is_no_demand_is_refused() {
        assertThatThrownBy(() -> demand.add(0, 0, 1)).hasMessageContaining("no demand");
        assertThatThrownBy(() -> demand.add(0, 10, -1)).hasMessageContaining("no demand");
        assertThatThrownBy(() -> demand.add(0, 10, Double.NaN)).hasMessageContaining("no demand");
        assertThatThrownBy(() -> demand.add(0, Long.MAX_VALUE / 4, 1)).hasMessageContaining("windows");
    }

    /** Steps of any length, back to back: no demand is lost or doubled, whatever the windows. */
    @Test
    void generated_steps_keep_their_sum() {
        SplittableRandom random = new SplittableRandom(9);
        for (int round = 0; round < 200; round++) {
            long window = 1000L * (1 + random.nextInt(60));
            KnownDemand known = new KnownDemand(window);
            long start = window * random.nextInt(1000);
            long at = start;
            double sum = 0;
            while (at < start + 50 * window) {
                long next = Math.min(start + 50 * window, at + 500 + random.nextLong(200_000));
                double units = random.nextInt(1000);
                known.add(at, next, units);
                sum += units;
                at = next;
            }
            List<KnownDemand.Window> windows = known.windows(LATEST);
            assertThat(windows).hasSize(50);
            assertThat(windows.stream()
                            .mapToDouble(w -> w.demand() * window / 1000)
                            .sum())
                    .isCloseTo(sum, within(1e-6 * sum + 1e-6));
        }
    }
}
