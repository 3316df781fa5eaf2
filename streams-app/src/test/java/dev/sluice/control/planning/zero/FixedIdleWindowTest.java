package dev.sluice.control.planning.zero;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.policy.idle.LoadState;
import dev.sluice.policy.trace.Reason;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The policy keeps a service for five minutes after its last call. */
final class FixedIdleWindowTest {
    private final FixedIdleWindow window = new FixedIdleWindow(Duration.ofMinutes(5));

    private SizeProposal after(int sized, LoadState state, long seconds) {
        SizeProposal proposal = new SizeProposal(
                Trigger.WINDOW, Reason.FORECAST, sized, Optional.empty(), Optional.empty(), "as sized");
        return window.apply(proposal, state, Duration.ofSeconds(seconds));
    }

    @Test
    void a_call_at_zero_wakes_one_replica_or_as_many_as_demand_needs() {
        assertThat(after(0, LoadState.WAITING, 0).replicas()).isEqualTo(1);
        assertThat(after(0, LoadState.WAITING, 0).reason()).isEqualTo(Reason.WAKE_FROM_ZERO);
        assertThat(after(7, LoadState.WAITING, 0).replicas()).isEqualTo(7);
    }

    @Test
    void without_a_call_a_service_at_zero_stays_there() {
        assertThat(after(3, LoadState.GONE, 10).replicas()).isZero();
    }

    @Test
    void a_model_that_loads_for_longer_than_the_window_is_not_stopped_before_it_served() {
        assertThat(after(0, LoadState.LOADING, 3_600).replicas()).isEqualTo(1);
    }

    @Test
    void one_replica_stays_for_the_window_and_not_a_second_longer() {
        assertThat(after(0, LoadState.IDLE, 299).replicas()).isEqualTo(1);
        assertThat(after(0, LoadState.IDLE, 299).reason()).isEqualTo(Reason.KEEP_ALIVE);
        SizeProposal gone = after(0, LoadState.IDLE, 300);
        assertThat(gone.replicas()).isZero();
        assertThat(gone.detail()).isEqualTo("no call for 5 min; the policy keeps it for 5 min after a call");
    }

    @Test
    void within_the_window_demand_may_ask_for_more_than_one() {
        assertThat(after(4, LoadState.BUSY, 10).replicas()).isEqualTo(4);
        assertThat(after(4, LoadState.BUSY, 10).reason()).isEqualTo(Reason.FORECAST);
    }
}
