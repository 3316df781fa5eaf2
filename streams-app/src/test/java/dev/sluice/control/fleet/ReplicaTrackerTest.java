package dev.sluice.control.fleet;

import static dev.sluice.control.harness.ServiceHarness.at;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.demand.DemandWindow;
import dev.sluice.policy.trace.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ReplicaTrackerTest {
    private static final Duration LEAD = Duration.ofMinutes(1);

    private static final Duration WARM_UP = Duration.ofSeconds(30);

    private final ReplicaTracker fleet = new ReplicaTracker();

    @Test
    void before_the_first_command_the_size_is_what_reports() {
        fleet.observed(4);
        assertThat(fleet.ordered()).isEqualTo(4);
        fleet.observed(0);
        assertThat(fleet.ordered()).isEqualTo(4);
        fleet.order(6, ms(0));
        fleet.observed(5);
        assertThat(fleet.ordered()).isEqualTo(6);
    }

    @Test
    void the_first_size_has_to_be_commanded_and_so_has_one_that_came_to_nothing() {
        assertThat(fleet.mustCommand()).isTrue();
        assertThat(fleet.order(4, ms(0))).isEqualTo(1);
        assertThat(fleet.mustCommand()).isFalse();
        answer(1, Status.FAILED, 4, 5);
        assertThat(fleet.mustCommand()).isTrue();
        assertThat(fleet.order(4, ms(10))).isEqualTo(2);
        assertThat(fleet.mustCommand()).isFalse();
        answer(2, Status.EXPIRED, 4, 15);
        assertThat(fleet.mustCommand()).isTrue();
    }

    @Test
    void what_the_platform_refuses_is_told_until_a_command_is_carried_out() {
        fleet.order(4, ms(0));
        assertThat(fleet.trouble(ms(1), LEAD)).isEmpty();
        answer(1, Status.FAILED, 4, 5);
        assertThat(fleet.trouble(ms(6), LEAD).orElseThrow().reason()).isEqualTo(Reason.COMMAND_FAILED);
        fleet.order(4, ms(10));
        answer(2, Status.EXPIRED, 4, 15);
        assertThat(fleet.trouble(ms(16), LEAD).orElseThrow().detail()).startsWith("2 commands in a row failed");
        fleet.order(5, ms(50));
        answer(3, Status.APPLIED, 5, 55);
        assertThat(fleet.trouble(ms(56), LEAD)).isEmpty();
    }

    @Test
    void what_became_of_an_older_command_is_past() {
        fleet.order(4, ms(0));
        fleet.order(8, ms(10));
        answer(1, Status.FAILED, 4, 20);
        answer(1, Status.EXPIRED, 4, 20);
        answer(1, Status.SUPERSEDED, 4, 20);
        assertThat(fleet.mustCommand()).isFalse();
    }

    @Test
    void the_lead_time_is_learned_from_the_newest_order_upwards() {
        assertThat(fleet.leadTime()).isEqualTo(Duration.ofMinutes(1));
        fleet.order(4, ms(0));
        ready(1, 4, 0, 25);
        assertThat(fleet.leadTime()).isEqualTo(Duration.ofSeconds(25));
        fleet.order(9, ms(100));
        ready(2, 6, 100, 110);
        assertThat(fleet.leadTime()).isEqualTo(Duration.ofSeconds(25));
        ready(2, 9, 100, 190);
        assertThat(fleet.leadTime()).isBetween(Duration.ofSeconds(80), Duration.ofSeconds(90));
        assertThat(fleet.ready()).hasValue(9);
    }

    @Test
    void going_down_teaches_no_lead_time() {
        fleet.order(9, ms(0));
        fleet.order(3, ms(20));
        ready(2, 3, 20, 600);
        assertThat(fleet.leadTime()).isEqualTo(LeadTime.UNKNOWN);
    }

    @Test
    void an_order_that_was_overtaken_teaches_when_its_replicas_are_there() {
        fleet.order(4, ms(0));
        fleet.order(6, ms(10));
        fleet.order(9, ms(20));
        applied(3, 2, 20);
        applied(3, 3, 37);
        applied(3, 5, 40);
        assertThat(fleet.leadTime()).isEqualTo(Duration.ofSeconds(40));
        fleet.order(5, ms(50));
        ready(4, 5, 50, 700);
        assertThat(fleet.leadTime()).isEqualTo(Duration.ofSeconds(40));
    }

    @Test
    void however_many_orders_were_overtaken_the_newest_teaches() {
        for (int i = 1; i <= 20; i++) {
            fleet.order(i, ms(10 * i));
        }
        ready(20, 20, 200, 233);
        assertThat(fleet.leadTime()).isEqualTo(Duration.ofSeconds(33));
    }

    @Test
    void that_replicas_came_at_some_time_in_a_long_while_teaches_nothing() {
        fleet.order(4, ms(0));
        fleet.order(6, ms(10));
        applied(2, 2, 20);
        applied(2, 5, 200);
        assertThat(fleet.leadTime()).isEqualTo(LeadTime.UNKNOWN);
        fleet.order(8, ms(210));
        fleet.order(9, ms(270));
        ready(4, 9, 270, 300);
        assertThat(fleet.leadTime()).as("when the eighth came nobody said").isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void ready_without_a_number_means_all_that_were_asked_for() {
        fleet.order(4, ms(0));
        fleet.acknowledged(new Acknowledgement(1, Status.READY, 4, OptionalInt.empty(), at(0), at(30)));
        assertThat(fleet.leadTime()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void the_repetition_of_a_failed_start_is_still_a_start() {
        fleet.observed(2);
        fleet.order(2, ms(0));
        fleet.order(6, ms(10));
        answer(2, Status.FAILED, 6, 15);
        fleet.order(6, ms(20));
        ready(3, 6, 20, 65);
        assertThat(fleet.leadTime()).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void a_smaller_order_soon_after_takes_no_starting_replica_back() throws IOException {
        fleet.order(10, ms(0));
        fleet.order(100, ms(100));
        fleet.order(99, ms(110));
        assertThat(fleet.warmingUp(window(180), fleet.leadTime(), WARM_UP)).isTrue();
        ReplicaTracker again = new ReplicaTracker();
        again.read(ServiceHarness.in(ServiceHarness.bytes(fleet::write)));
        assertThat(again.warmingUp(window(180), again.leadTime(), WARM_UP)).isTrue();
        assertThat(again.warmingUp(window(190), again.leadTime(), WARM_UP)).isFalse();
    }

    @Test
    void how_many_served_a_window_in_which_another_count_was_ordered_is_not_known() {
        assertThat(fleet.changedIn(window(0))).isFalse();
        fleet.order(6, ms(100));
        fleet.order(3, ms(200));
        assertThat(fleet.changedIn(window(190))).isTrue();
        assertThat(fleet.changedIn(window(200))).isFalse();
    }

    @Test
    void replicas_warm_up_for_the_lead_time_and_a_while_after_an_order_upwards() {
        fleet.order(2, ms(0));
        fleet.order(6, ms(100));
        // lead time of 60 s and 30 s on top
        assertThat(fleet.warmingUp(window(180), fleet.leadTime(), WARM_UP)).isTrue();
        assertThat(fleet.warmingUp(window(190), fleet.leadTime(), WARM_UP)).isFalse();
        fleet.order(3, ms(200));
        assertThat(fleet.warmingUp(window(200), fleet.leadTime(), WARM_UP)).isFalse();
    }

    @Test
    void generations_go_on_above_any_that_was_heard_of() {
        answer(41, Status.READY, 4, -10);
        answer(40, Status.APPLIED, 4, -20);
        assertThat(fleet.generation()).isZero();
        assertThat(fleet.order(5, ms(0))).isEqualTo(42);
        answer(60, Status.SUPERSEDED, 4, 1);
        assertThat(fleet.mustCommand()).isFalse();
        assertThat(fleet.order(6, ms(10))).isEqualTo(61);
    }

    @Test
    void an_executor_that_knows_newer_generations_is_caught_up_with_in_leaps() {
        int known = 57;
        int commands = 0;
        do {
            fleet.order(5, ms(10 * commands));
            commands++;
            if (fleet.generation() <= known) {
                answer(fleet.generation(), Status.SUPERSEDED, 5, 10 * commands);
                assertThat(fleet.mustCommand()).isTrue();
            }
        } while (fleet.generation() <= known);
        assertThat(commands).isLessThanOrEqualTo(7);
        answer(fleet.generation(), Status.APPLIED, 5, 100);
        assertThat(fleet.mustCommand()).isFalse();
    }

    @Test
    void an_executor_that_tells_which_generation_it_knows_obeys_at_the_next_command() {
        fleet.order(5, ms(0));
        fleet.acknowledged(new Acknowledgement(
                "", 1, Status.SUPERSEDED, 5, OptionalInt.empty(), at(0), at(1), OptionalLong.of(1_000_000)));
        assertThat(fleet.mustCommand()).isTrue();
        assertThat(fleet.order(5, ms(10))).isEqualTo(1_000_001);
    }

    @Test
    void a_generation_beyond_any_that_is_commanded_leaves_numbers_for_later_ones() {
        fleet.order(5, ms(0));
        fleet.acknowledged(superseded(Long.MAX_VALUE, Long.MAX_VALUE));
        assertThat(fleet.order(6, ms(10))).isEqualTo(2);
    }

    @Test
    void leaps_never_leave_the_numbers_that_there_are() {
        long last = 0;
        for (int i = 0; i < 200; i++) {
            long generation = fleet.order(5, ms(10 * i));
            assertThat(generation).isGreaterThan(last);
            answer(generation, Status.SUPERSEDED, 5, 10 * i);
            last = generation;
        }
    }

    @Test
    void a_command_that_was_carried_out_and_is_answered_once_more_is_not_repeated() {
        fleet.order(5, ms(0));
        answer(1, Status.APPLIED, 5, 1);
        answer(1, Status.SUPERSEDED, 5, 2);
        assertThat(fleet.mustCommand()).isFalse();
        assertThat(fleet.order(6, ms(10))).isEqualTo(2);
    }

    @Test
    void written_and_read_it_goes_on_as_it_was() throws IOException {
        fleet.order(2, ms(0));
        ready(1, 2, 0, 33);
        fleet.order(6, ms(50));
        answer(2, Status.APPLIED, 6, 51);
        answer(9, Status.SUPERSEDED, 6, 52);
        ReplicaTracker restored = new ReplicaTracker();
        restored.read(ServiceHarness.in(ServiceHarness.bytes(fleet::write)));
        assertThat(restored).usingRecursiveComparison().isEqualTo(fleet);
        assertThat(restored.order(7, ms(60))).isEqualTo(10);
    }

    private void answer(long generation, Status status, int replicas, double second) {
        fleet.acknowledged(
                new Acknowledgement(generation, status, replicas, OptionalInt.empty(), at(second), at(second)));
    }

    private static Acknowledgement superseded(long generation, long known) {
        return new Acknowledgement(
                "", generation, Status.SUPERSEDED, 5, OptionalInt.empty(), at(1), at(2), OptionalLong.of(known));
    }

    private void ready(long generation, int ready, double issued, double second) {
        fleet.acknowledged(
                new Acknowledgement(generation, Status.READY, ready, OptionalInt.of(ready), at(issued), at(second)));
    }

    private void applied(long generation, int ready, double second) {
        fleet.acknowledged(
                new Acknowledgement(generation, Status.APPLIED, ready, OptionalInt.of(ready), at(second), at(second)));
    }

    private static DemandWindow window(double from) {
        return DemandWindow.ofRequests(at(from), at(from + 10), 1);
    }
}
