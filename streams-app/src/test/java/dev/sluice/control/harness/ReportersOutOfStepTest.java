package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.requests;
import static dev.sluice.control.harness.ServiceHarness.at;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.Reporting.Instance;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.policy.trace.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Reporters that are not in step, or whose clocks are not right: demand is neither lost nor seen twice. */
final class ReportersOutOfStepTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10, 15, 30, 60, 300})
    void whatever_the_interval_and_the_phases_all_demand_is_seen(int interval) {
        SplittableRandom random = new SplittableRandom(interval);
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            instances.add(new Instance("i" + i, interval * random.nextDouble(), 7200, interval, 0, .1));
        }
        assertThat(seen(instances, 3600, 7000)).isCloseTo(100, within(1.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 12, 13, 14, 15, 16})
    void mixed_intervals_lose_nothing(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int[] intervals = {1, 2, 5, 7, 10, 13, 30, 60, 90, 120, 300};
        int size = 2 + random.nextInt(30);
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            int interval = intervals[random.nextInt(intervals.length)];
            instances.add(new Instance("i" + i, interval * random.nextDouble(), 7200, interval, 0, 1.0 / size));
        }
        assertThat(seen(instances, 3600, 7000)).isCloseTo(100, within(1.0));
    }

    /** Ten instances of 10 per second each run when Sluice first hears of them. */
    @ParameterizedTest
    @ValueSource(ints = {5, 15, 30, 60, 120, 300})
    void the_first_command_waits_for_instances_that_are_out_of_step(int interval) {
        for (int seed = 31; seed < 36; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            List<Instance> instances = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                double phase = interval * random.nextDouble();
                instances.add(new Instance("i" + i, phase - interval, 3600, interval, 0, .1));
            }
            ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));
            new Reporting().of(instances, t -> 100).to(course, 4 * interval + 60);
            assertThat(course.decisions()).isNotEmpty();
            assertThat(course.decisions()).allMatch(decision -> decision.target() >= 10);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {-600, -120, -30, -8, -3, 3, 5, 8, 20, 60, 590})
    void one_clock_that_is_not_right_hides_nobody(int ahead) {
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            instances.add(new Instance("i" + i, i, 3600, 5, i == 3 ? ahead : 0, .2));
        }
        assertThat(seen(instances, 300, 3400)).isCloseTo(100, within(1.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {21, 22, 23, 24, 25, 26})
    void clocks_that_are_all_off_by_minutes_lose_nothing(int seed) {
        SplittableRandom random = new SplittableRandom(seed);
        int size = 2 + random.nextInt(40);
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            double ahead = 600 * (random.nextDouble() - .5);
            int interval = 1 + random.nextInt(20);
            instances.add(new Instance("i" + i, interval * random.nextDouble(), 3600, interval, ahead, 1.0 / size));
        }
        assertThat(seen(instances, 900, 3400)).isCloseTo(100, within(1.0));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 5, 10})
    void one_long_first_report_does_not_set_the_length_of_windows_for_good(int interval) {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));
        List<Instance> late = List.of(new Instance("a", -900, 0, 900, 0, 1));
        List<Instance> then = List.of(new Instance("a", 0, 1200, interval, 0, 1));
        new Reporting().of(late, t -> 100).of(then, t -> t < 600 ? 100 : 300).to(course, 1200);
        assertThat(course.decisions()).hasSizeGreaterThan(90);
        assertThat(course.last().seen().orElseThrow().demand()).hasValue(300);
        assertThat(course.last().target()).isGreaterThanOrEqualTo(30);
    }

    /** Demand of 100 per second is reported for a while: what is seen of it on average, once all have reported. */
    private static double seen(List<Instance> instances, double from, double until) {
        ServiceHarness course = ServiceHarness.inWallTime().under(requests(1, 100));
        Reporting reports = new Reporting().of(instances, t -> 100);
        reports.to(course, from / 2);
        course.newestIs(Status.READY, course.newestCommand().replicas());
        reports.to(course, from);
        course.fromHere();
        int lateBefore = course.late();
        reports.to(course, until);
        assertThat(course.late()).isEqualTo(lateBefore);
        List<Decision> decisions = course.decisions().stream()
                .filter(d -> d.trigger() == Trigger.WINDOW)
                .toList();
        assertThat(decisions)
                .isNotEmpty()
                .allMatch(d -> d.target() >= 10)
                .noneMatch(d -> d.reason() == Reason.CATCHING_UP);
        assertThat(decisions.get(decisions.size() - 1).seen().orElseThrow().to())
                .isAfter(at(until - 700));
        return decisions.stream()
                .mapToDouble(d -> d.seen().orElseThrow().demand().orElse(0))
                .average()
                .orElse(0);
    }
}
