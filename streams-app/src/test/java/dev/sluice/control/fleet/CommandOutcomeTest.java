package dev.sluice.control.fleet;

import static dev.sluice.control.harness.ServiceHarness.at;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.policy.trace.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What becomes of commands that fail, that nobody answers and that two executors carry out. */
final class CommandOutcomeTest {
    private static final long VALID = Duration.ofMinutes(5).toMillis();
    private static final Duration LEAD = Duration.ofMinutes(1);

    private final ReplicaTracker fleet = new ReplicaTracker();

    private void answer(Status status, String executor, int ready, double at) {
        fleet.acknowledged(new Acknowledgement(
                "",
                fleet.generation(),
                status,
                fleet.ordered(),
                OptionalInt.of(ready),
                at(0),
                at(at),
                OptionalLong.empty(),
                executor));
    }

    @Test
    void a_command_that_fails_again_and_again_is_given_again_with_growing_pauses() {
        List<Long> given = new ArrayList<>();
        fleet.order(4, ms(0));
        for (int second = 0; second <= 7200; second += 10) {
            answerIfNew(given, second);
            if (fleet.mustCommand(ms(second + 5))) {
                fleet.order(4, ms(second + 5));
            }
        }
        assertThat(given)
                .startsWith(0L, 10L, 50L, 120L, 250L, 500L, 990L, 1900L)
                .hasSizeLessThan(16);
        assertThat(given.get(given.size() - 1) - given.get(given.size() - 2)).isBetween(900L, 920L);
    }

    private void answerIfNew(List<Long> given, int second) {
        if (!fleet.mustCommand()) {
            given.add((long) second);
            answer(Status.FAILED, "a", 0, second);
        }
    }

    @Test
    void a_success_ends_the_series() {
        fleet.order(4, ms(0));
        for (int i = 0; i < 5; i++) {
            answer(Status.FAILED, "a", 0, i);
            fleet.order(4, ms(i));
        }
        answer(Status.APPLIED, "a", 0, 10);
        fleet.order(5, ms(20));
        answer(Status.FAILED, "a", 0, 21);
        assertThat(fleet.mustCommand(ms(21))).isTrue();
    }

    @Test
    void a_command_that_nobody_answers_is_given_again_after_its_validity() {
        fleet.order(4, ms(0));
        fleet.expire(ms(300), VALID);
        assertThat(fleet.mustCommand(ms(300))).as("an answer may be on its way").isFalse();
        assertThat(troubles(300)).isEmpty();

        fleet.expire(ms(331), VALID);
        assertThat(fleet.mustCommand(ms(331))).isTrue();
        assertThat(troubles(331)).containsExactly(Reason.NO_EXECUTOR);

        fleet.order(4, ms(340));
        assertThat(troubles(350)).as("still nobody").containsExactly(Reason.NO_EXECUTOR);
        answer(Status.APPLIED, "a", 4, 360);
        assertThat(troubles(361)).isEmpty();
        fleet.expire(ms(9999), VALID);
        assertThat(fleet.mustCommand(ms(9999))).isFalse();
    }

    @Test
    void two_executors_that_carry_out_one_command_overlap() {
        fleet.order(4, ms(0));
        answer(Status.APPLIED, "gpu", 2, 1);
        answer(Status.READY, "gpu", 4, 9);
        assertThat(troubles(10)).isEmpty();
        answer(Status.SUPERSEDED, "next-gpu", 4, 10);
        assertThat(troubles(10)).as("one takes over from the other").isEmpty();
        answer(Status.APPLIED, "all", 4, 11);
        assertThat(troubles(11)).containsExactly(Reason.EXECUTORS_OVERLAP);
        assertThat(fleet.trouble(ms(11), LEAD).orElseThrow().detail()).contains("gpu and all");

        fleet.order(5, ms(20));
        answer(Status.APPLIED, "all", 5, 21);
        assertThat(troubles(30)).as("the other has left").isEmpty();
    }

    @Test
    void an_executor_without_a_name_is_no_second_one() {
        fleet.order(4, ms(0));
        answer(Status.APPLIED, "", 4, 1);
        answer(Status.APPLIED, "a", 4, 2);
        answer(Status.READY, "", 4, 3);
        assertThat(troubles(4)).isEmpty();
    }

    @Test
    void a_second_executor_that_finds_an_old_command_does_not_have_it_given_again() {
        fleet.order(4, ms(0));
        answer(Status.APPLIED, "a", 4, 1);
        answer(Status.EXPIRED, "b", 4, 9000);
        assertThat(fleet.mustCommand(ms(9000))).isFalse();
    }

    @Test
    void replicas_that_never_become_ready_are_said_to_be_missing() {
        fleet.order(4, ms(0));
        answer(Status.APPLIED, "a", 1, 1);
        assertThat(troubles(599)).isEmpty();
        assertThat(troubles(600)).containsExactly(Reason.NOT_READY);
        assertThat(fleet.trouble(ms(3600), LEAD).orElseThrow().detail())
                .isEqualTo("of 4 replicas ordered 60 minutes ago 1 are ready");
        answer(Status.READY, "a", 4, 3601);
        assertThat(troubles(3602)).isEmpty();
    }

    private List<Reason> troubles(double at) {
        return fleet.trouble(ms(at), LEAD).map(SizeProposal.Note::reason).stream()
                .toList();
    }

    @Test
    void written_and_read_it_goes_on_as_it_was() throws IOException {
        fleet.order(4, ms(0));
        answer(Status.APPLIED, "a", 1, 1);
        answer(Status.FAILED, "b", 1, 2);
        same();
        fleet.order(4, ms(3));
        fleet.expire(ms(900), VALID);
        same();
    }

    private void same() throws IOException {
        ReplicaTracker restored = new ReplicaTracker();
        restored.read(ServiceHarness.in(ServiceHarness.bytes(fleet::write)));
        assertThat(restored).usingRecursiveComparison().isEqualTo(fleet);
    }
}
