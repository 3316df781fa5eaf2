package dev.sluice.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Ten replicas that serve ten per second each are ordered; windows are of ten seconds. */
final class OverloadThresholdTest {
    private static final ScalingPolicy POLICY = Policies.requests(0, 100);
    private static final OptionalDouble TEN = OptionalDouble.of(10);
    private final ServiceFleet fleet = new ServiceFleet();
    private final OverloadThreshold threshold = new OverloadThreshold();

    @BeforeEach
    void ten_are_ordered() {
        fleet.order(ServiceFleet.ONLY, 10, ServiceHarness.ms(0));
    }

    private OverloadThreshold after(ScalingPolicy policy, ServiceFleet ordered, double usual) {
        threshold.refresh(Optional.of(policy), ordered, TEN, usual, 10_000);
        return threshold;
    }

    @Test
    void a_window_is_acted_on_above_what_the_replicas_serve_in_it() {
        assertThat(after(POLICY, fleet, 0).exceededBy(1_000)).isFalse();
        assertThat(threshold.exceededBy(1_001)).isTrue();
    }

    @Test
    void and_above_what_is_usual() {
        assertThat(after(POLICY, fleet, 115).exceededBy(1_150)).isFalse();
        assertThat(threshold.exceededBy(1_151)).isTrue();
    }

    @Test
    void a_window_that_was_acted_on_is_acted_on_again_when_it_has_grown_by_a_quarter() {
        after(POLICY, fleet, 0).actedOn(1_200);
        assertThat(threshold.exceededBy(1_500)).isFalse();
        assertThat(threshold.exceededBy(1_501)).isTrue();
    }

    @Test
    void at_zero_any_demand_wakes_the_service() {
        fleet.order(ServiceFleet.ONLY, 0, ServiceHarness.ms(60));
        assertThat(after(POLICY, fleet, 0).exceededBy(.5)).isTrue();
    }

    @Test
    void at_the_maximum_no_demand_changes_anything() {
        assertThat(after(Policies.requests(0, 10), fleet, 0).exceededBy(1e9)).isFalse();
    }

    @Test
    void before_the_first_command_only_a_closed_window_tells_the_size() {
        assertThat(after(POLICY, new ServiceFleet(), 0).exceededBy(1e9)).isFalse();
        assertThat(after(POLICY.withMode(Mode.ADVISE), new ServiceFleet(), 0).exceededBy(1e9))
                .isFalse();
    }

    @Test
    void without_a_policy_a_rate_a_capacity_or_a_window_there_is_no_threshold() {
        threshold.refresh(Optional.empty(), fleet, TEN, 0, 10_000);
        assertThat(threshold.exceededBy(1e9)).isFalse();
        assertThat(after(Policies.of(0, 100, Policies.demand(Signal.CPU, 1), List.of()), fleet, 0)
                        .exceededBy(1e9))
                .isFalse();
        threshold.refresh(Optional.of(POLICY), fleet, OptionalDouble.empty(), 0, 10_000);
        assertThat(threshold.exceededBy(1e9)).isFalse();
        threshold.refresh(Optional.of(POLICY), fleet, TEN, 0, 0);
        assertThat(threshold.exceededBy(1e9)).isFalse();
    }

    @Test
    void what_was_written_is_the_same_threshold() throws IOException {
        after(POLICY, fleet, 0);
        OverloadThreshold again = new OverloadThreshold();
        again.read(ServiceHarness.in(ServiceHarness.bytes(threshold::write)));
        assertThat(again.exceededBy(1_000)).isFalse();
        assertThat(again.exceededBy(1_001)).isTrue();
    }
}
