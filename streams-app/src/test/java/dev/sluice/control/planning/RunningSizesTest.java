package dev.sluice.control.planning;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.window.PartialWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.RunningWindow;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** A replica serves ten per second; windows are of ten seconds, and nothing was learned of demand yet. */
final class RunningSizesTest {
    private static final ScalingPolicy POLICY = Policies.requests(0, 1_000);
    private static final OptionalDouble TEN = OptionalDouble.of(10);
    private final RunningSizes sizes = new RunningSizes(new PlausibleSignals(), new LearnedDemand());

    private static PartialWindow window(double requests, double seconds) {
        return new PartialWindow(
                ms(0), ms(seconds), new RunningWindow(requests, requests, seconds, 10), Optional.empty());
    }

    @Test
    void a_window_that_brings_more_than_the_replicas_serve_asks_for_what_its_rate_needs() {
        assertThat(sizes.atOnce(window(3_000, 10), 10, TEN, POLICY)).hasValue(30);
        assertThat(sizes.atOnce(window(1_500, 5), 10, TEN, POLICY).orElseThrow())
                .isBetween(15, 30);
    }

    @Test
    void a_burst_that_may_wait_is_finished_in_its_time_and_no_rate_that_lasts() {
        ScalingPolicy queue = POLICY.withObjective(new Objective.Drain(Duration.ofMinutes(5)));
        assertThat(sizes.atOnce(window(6_000, 10), 10, TEN, queue)).isEmpty();
        assertThat(sizes.atOnce(window(60_000, 5), 10, TEN, queue)).hasValue(20);
    }

    @Test
    void a_window_that_they_serve_asks_for_nothing() {
        assertThat(sizes.atOnce(window(1_000, 10), 10, TEN, POLICY)).isEmpty();
        assertThat(sizes.atOnce(window(400, 5), 10, TEN, POLICY)).isEmpty();
    }

    @Test
    void without_a_rate_or_a_capacity_nothing_tells() {
        ScalingPolicy cores = Policies.of(0, 1_000, Policies.demand(Signal.CPU, 1), List.of());
        assertThat(sizes.atOnce(window(3_000, 10), 10, TEN, cores)).isEmpty();
        assertThat(sizes.atOnce(window(3_000, 10), 10, OptionalDouble.empty(), POLICY))
                .isEmpty();
    }

    @Test
    void a_fleet_is_not_put_to_sleep_while_a_window_brings_anything() {
        assertThat(sizes.neededBy(window(0, 5), 0, TEN, POLICY)).isZero();
        assertThat(sizes.neededBy(window(1, 5), 0, OptionalDouble.empty(), POLICY))
                .isEqualTo(1);
        assertThat(sizes.neededBy(window(1, 5), 3, TEN, POLICY)).isZero();
        assertThat(sizes.neededBy(window(3_000, 10), 3, TEN, POLICY)).isEqualTo(30);
    }
}
