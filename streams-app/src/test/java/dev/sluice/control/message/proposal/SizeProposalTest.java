package dev.sluice.control.message.proposal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class SizeProposalTest {
    private static final SizeProposal FIVE = new SizeProposal(
            Trigger.WINDOW,
            Reason.FORECAST,
            5,
            Optional.empty(),
            Optional.empty(),
            "as forecast",
            Optional.of(Load.of(42)),
            List.of(new SizeProposal.Note(Stage.Name.SIGNALS, Reason.SIGNAL_WITHOUT_DATA, "cpu is left out")));

    @Test
    void fewer_than_no_replicas_cannot_be_proposed() {
        assertThatThrownBy(() -> FIVE.instead(-1, Reason.IDLE, "")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_size_that_is_raised_no_longer_claims_the_load_that_it_was_made_for() {
        SizeProposal raised = FIVE.atLeast(8);
        assertThat(raised.replicas()).isEqualTo(8);
        assertThat(raised.reason()).isEqualTo(Reason.SMALLER_SIZE_WOULD_NOT_HOLD);
        assertThat(raised.load()).isEmpty();
        assertThat(raised.notes()).isEqualTo(FIVE.notes());
        assertThat(FIVE.atLeast(5)).isSameAs(FIVE);
    }

    @Test
    void at_least_one_changes_only_zero() {
        assertThat(FIVE.atLeastOne(Reason.KEEP_ALIVE, "kept")).isSameAs(FIVE);
        SizeProposal zero = FIVE.instead(0, Reason.IDLE, "idle");
        assertThat(zero.atLeastOne(Reason.KEEP_ALIVE, "kept").replicas()).isEqualTo(1);
    }

    @Test
    void only_a_size_that_rests_on_no_demand_is_blind() {
        assertThat(FIVE.isBlind()).isFalse();
        assertThat(FIVE.instead(5, Reason.NO_REPORT, "").isBlind()).isTrue();
        assertThat(FIVE.instead(5, Reason.PARTIAL_REPORTS, "").isBlind()).isTrue();
        assertThat(FIVE.instead(0, Reason.IDLE, "").isBlind()).isFalse();
    }

    @Test
    void a_size_that_stays_is_explained_by_what_people_have_to_know() {
        assertThat(FIVE.reasonToStay()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
        assertThat(FIVE.instead(5, Reason.FORECAST, "").reasonToStay()).isEqualTo(Reason.NO_CHANGE);
    }

    @Test
    void a_load_is_written_and_read_back_with_its_work_and_without() throws IOException {
        Load rate = Load.of(1 / 3.0);
        Load work = new Load(20, Optional.of(new Load.Batch(1e7, ServiceHarness.at(7_200))));
        for (Load load : List.of(rate, work, Load.ofReplicas(60), work.counting(60))) {
            assertThat(Load.read(ServiceHarness.in(ServiceHarness.bytes(load::write))))
                    .isEqualTo(load);
        }
    }
}
