package dev.sluice.control.planning.candidate;

import static dev.sluice.control.harness.ServiceHarness.at;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.Objective;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What waits must be finished within ten minutes; windows are of ten seconds. */
final class BacklogTest {
    private static final ScalingPolicy DRAIN =
            Policies.requests(0, 100).withObjective(new Objective.Drain(Duration.ofMinutes(10)));
    private final Backlog backlog = new Backlog();

    static DemandWindow window(double from, double requests, OptionalDouble waiting) {
        OptionalDouble none = OptionalDouble.empty();
        return new DemandWindow(
                at(from),
                at(from + 10),
                requests,
                0,
                requests,
                none,
                waiting,
                none,
                none,
                none,
                LatencyHistogram.empty(),
                1);
    }

    private static void saw(Backlog backlog, double from, double waiting) {
        backlog.saw(window(from, 10, OptionalDouble.of(waiting)), DRAIN);
    }

    @Test
    void what_waits_has_its_time_from_the_window_that_first_saw_it() {
        saw(backlog, 0, 100);
        assertThat(backlog.deadline(DRAIN)).contains(at(10 + 600));
        saw(backlog, 10, 80);
        assertThat(backlog.deadline(DRAIN))
                .as("and no more for being seen again")
                .contains(at(10 + 600));
    }

    @Test
    void once_all_is_done_what_comes_next_has_a_time_of_its_own() {
        saw(backlog, 0, 100);
        saw(backlog, 10, 0);
        saw(backlog, 20, 50);
        assertThat(backlog.deadline(DRAIN)).contains(at(30 + 600));
    }

    @Test
    void work_whose_time_has_passed_gets_it_once_more() {
        saw(backlog, 0, 100);
        saw(backlog, 590, 100);
        assertThat(backlog.deadline(DRAIN)).contains(at(610));
        saw(backlog, 600, 100);
        assertThat(backlog.deadline(DRAIN)).contains(at(610 + 600));
    }

    @Test
    void where_nothing_waits_the_next_arrival_would_have_its_full_time() {
        saw(backlog, 0, 0);
        assertThat(backlog.deadline(DRAIN)).contains(at(10 + 600));
    }

    @Test
    void an_objective_without_waiting_knows_no_deadline() {
        saw(backlog, 0, 100);
        assertThat(backlog.deadline(Policies.requests(0, 100))).isEmpty();
    }

    @Test
    void it_grows_only_where_more_waits_than_in_the_window_before() {
        saw(backlog, 0, 10);
        assertThat(backlog.grew()).isTrue();
        saw(backlog, 10, 10);
        assertThat(backlog.grew()).isFalse();
        saw(backlog, 20, 9);
        assertThat(backlog.grew()).isFalse();
        saw(backlog, 30, 19.5);
        assertThat(backlog.grew()).isTrue();
    }

    @Test
    void a_queue_that_comes_and_goes_with_its_arrivals_does_not_grow() {
        backlog.saw(window(0, 100, OptionalDouble.of(0)), DRAIN);
        backlog.saw(window(10, 100, OptionalDouble.of(9)), DRAIN);
        assertThat(backlog.grew()).isFalse();
        backlog.saw(window(20, 100, OptionalDouble.of(20)), DRAIN);
        assertThat(backlog.grew()).isTrue();
    }

    @Test
    void at_every_window_of_any_course_the_deadline_is_ahead_by_ten_minutes_at_most_and_a_restart_keeps_it()
            throws IOException {
        for (long seed = 0; seed < 20; seed++) {
            Random random = new Random(seed);
            Backlog course = new Backlog();
            for (int i = 0; i < 300; i++) {
                saw(course, 10.0 * i, random.nextInt(40) == 0 ? 0 : random.nextInt(1, 100));
                Backlog read = new Backlog();
                read.read(ServiceHarness.in(ServiceHarness.bytes(course::write)));
                assertThat(read.deadline(DRAIN)).isEqualTo(course.deadline(DRAIN));
                assertThat(read.grew()).isEqualTo(course.grew());
                assertThat(read.units()).isEqualTo(course.units());
                course = read;
                assertThat(course.deadline(DRAIN).orElseThrow())
                        .as("seed %d, window %d", seed, i)
                        .isAfter(at(10.0 * i + 10))
                        .isBeforeOrEqualTo(at(10.0 * i + 610));
            }
        }
    }
}
