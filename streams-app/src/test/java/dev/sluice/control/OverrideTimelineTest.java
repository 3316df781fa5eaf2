package dev.sluice.control;

import static dev.sluice.control.harness.ServiceHarness.at;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Action;
import dev.sluice.policy.schedule.ServiceOverride.Force;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import java.io.IOException;
import java.util.OptionalInt;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class OverrideTimelineTest {
    private static final Author ANNA = new Author("anna", "load test", ServiceHarness.START);
    private static final ScalingPolicy POLICY = Policies.requests(1, 100);
    private final OverrideTimeline timeline = new OverrideTimeline();

    private static OverrideEvent set(String id, Action action, double from, double until) {
        return new OverrideEvent.Set(new ServiceOverride(id, action, ANNA, at(from), at(until)));
    }

    private static OverrideTimeline restored(OverrideTimeline written) throws IOException {
        OverrideTimeline read = new OverrideTimeline();
        read.read(ServiceHarness.in(ServiceHarness.bytes(written::write)));
        return read;
    }

    @Test
    void where_nothing_is_set_the_policy_holds_and_nothing_begins() {
        timeline.actedOn(ms(0));
        assertThat(timeline.over(POLICY, ms(0))).isSameAs(POLICY);
        assertThat(timeline.nextChange()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void the_next_change_is_when_something_begins_and_then_when_it_ends() {
        timeline.take(set("o1", new Force(30), 100, 200), ms(0));
        timeline.actedOn(ms(0));
        assertThat(timeline.nextChange()).isEqualTo(ms(100));
        timeline.actedOn(ms(100));
        assertThat(timeline.nextChange()).isEqualTo(ms(200));
        timeline.actedOn(ms(200));
        assertThat(timeline.nextChange()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void bounds_hold_for_their_time_and_not_a_moment_longer() {
        timeline.take(set("o1", new Limit(OptionalInt.of(20), OptionalInt.of(40)), 100, 200), ms(0));
        assertThat(timeline.over(POLICY, ms(99)).replicas()).isEqualTo(POLICY.replicas());
        assertThat(timeline.over(POLICY, ms(100)).replicas()).isEqualTo(new ScalingPolicy.Bounds(20, 40));
        assertThat(timeline.over(POLICY, ms(200)).replicas()).isEqualTo(POLICY.replicas());
    }

    @Test
    void what_is_set_again_under_the_same_name_replaces_the_first() {
        timeline.take(set("o1", new Force(30), 0, 200), ms(0));
        timeline.take(set("o1", new Force(50), 0, 300), ms(10));
        assertThat(timeline.at(ms(250), POLICY).apply(5, 5).replicas()).isEqualTo(50);
    }

    @Test
    void what_is_withdrawn_holds_no_longer() {
        timeline.take(set("o1", new Force(30), 0, 200), ms(0));
        timeline.take(new OverrideEvent.Withdraw("o1", ANNA), ms(10));
        assertThat(timeline.at(ms(20), POLICY).forced()).isEmpty();
        assertThat(timeline.over(POLICY, ms(20))).isSameAs(POLICY);
    }

    @Test
    void too_many_are_refused_and_those_that_hold_stay() {
        for (int i = 0; i < 200; i++) {
            timeline.take(set("o" + i, new Force(30), 0, 1_000), ms(0));
        }
        byte[] before = ServiceHarness.bytes(timeline::write);
        assertThatThrownBy(() -> timeline.take(set("another", new Force(9), 0, 1_000), ms(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("200");
        assertThat(ServiceHarness.bytes(timeline::write)).isEqualTo(before);
        timeline.take(set("o7", new Force(31), 0, 1_000), ms(0));
    }

    @Test
    void those_that_have_ended_make_room() {
        for (int i = 0; i < 2_000; i++) {
            timeline.take(set("o" + i, new Force(30), i, i + 50.0), ms(i));
        }
        assertThat(ServiceHarness.bytes(timeline::write)).hasSizeLessThan(10_000);
    }

    @Test
    void following_the_next_change_no_change_of_any_generated_course_is_missed_and_a_restart_loses_none()
            throws IOException {
        for (long seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            OverrideTimeline course = new OverrideTimeline();
            TreeSet<Long> changes = new TreeSet<>();
            for (int i = 0; i < 20; i++) {
                int from = 1 + random.nextInt(500);
                int until = from + 1 + random.nextInt(300);
                course.take(set("o" + i, new Limit(OptionalInt.of(2 + i), OptionalInt.empty()), from, until), ms(0));
                changes.add(ms(from));
                changes.add(ms(until));
            }
            TreeSet<Long> visited = new TreeSet<>();
            course.actedOn(ms(0));
            while (course.nextChange() < Long.MAX_VALUE) {
                long now = course.nextChange();
                assertThat(visited.add(now)).as("time goes on, seed %d", seed).isTrue();
                course = restored(course);
                assertThat(course.nextChange()).isEqualTo(now);
                course.actedOn(now);
            }
            assertThat(visited).as("seed %d", seed).isEqualTo(changes);
        }
    }
}
