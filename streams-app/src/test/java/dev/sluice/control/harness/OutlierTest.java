package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.demand;
import static dev.sluice.control.harness.Policies.learned;
import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.decision.SizingPlan;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A report far beyond what a service and its policy can mean is capped, said, and soon forgotten. */
final class OutlierTest {
    private static final int BEFORE = 180;
    private static final int AFTER = 60;

    /** Where a wrong number stands. */
    private enum Place {
        REQUESTS,
        COMPLETED,
        ERRORS,
        CONCURRENCY,
        BACKLOG,
        UNITS,
        CPU
    }

    private static final ScalingPolicy UNITS = Policies.of(1, 1000, demand(Signal.UNITS, 10), List.of());
    private static final ScalingPolicy CPU = Policies.of(1, 1000, demand(Signal.CPU, 1), List.of());
    private static final ScalingPolicy SLOTS = Policies.of(1, 1000, demand(Signal.CONCURRENCY, 1), List.of());
    private static final ScalingPolicy SEVERAL =
            Policies.of(1, 1000, demand(Signal.REQUESTS, 10), List.of(demand(Signal.CPU, 1), demand(Signal.UNITS, 10)));
    private static final ScalingPolicy QUEUE = Policies.of(1, 1000, demand(Signal.BACKLOG, 10), List.of())
            .withObjective(new Objective.Drain(Duration.ofMinutes(5)));
    private static final ScalingPolicy TAIL =
            requests(1, 1000).withObjective(new Objective.Latency(.95, Duration.ofMillis(250)));

    static Stream<Arguments> outliers() {
        List<Arguments> all = new ArrayList<>();
        double[] sizes = {1e6, 1e9, 1e12, 1e18, 1e30, 1e38, 1e300};
        for (double size : sizes) {
            all.add(Arguments.of("requests", requests(1, 1000), Place.REQUESTS, size));
            all.add(Arguments.of("units", UNITS, Place.UNITS, size));
            all.add(Arguments.of("cpu", CPU, Place.CPU, size));
            all.add(Arguments.of("concurrency", SLOTS, Place.CONCURRENCY, size));
        }
        for (Place place : Place.values()) {
            all.add(Arguments.of("requests", requests(1, 1000), place, 1e12));
            all.add(Arguments.of("several", SEVERAL, place, 1e12));
            all.add(Arguments.of("queue", QUEUE, place, 1e12));
            all.add(Arguments.of("tail", TAIL, place, 1e12));
            all.add(Arguments.of("asleep at times", requests(0, 1000), place, 1e12));
            all.add(Arguments.of("learned", requests(1, 1000).withDemand(learned(Signal.REQUESTS)), place, 1e12));
        }
        return all.stream();
    }

    @ParameterizedTest(name = "{0}: {2} of {3}")
    @MethodSource("outliers")
    void one_wrong_report_is_forgotten_within_a_few_windows(
            String name, ScalingPolicy policy, Place place, double size) {
        ServiceHarness struck = play(policy, place, size, BEFORE, 3);
        ServiceHarness spared = play(policy, place, 0, BEFORE, 3);
        int last = struck.decisions().size() - 1;
        Decision now = struck.decisions().get(last);
        Decision right = spared.last();
        assertThat(now.target()).as("%s against %s", now, right).isCloseTo(right.target(), within(1));
        if (right.plan().isPresent()) {
            SizingPlan plan = now.plan().orElseThrow();
            SizingPlan spare = right.plan().get();
            assertThat(plan.forecast().orElse(0)).isCloseTo(spare.forecast().orElse(0), within(.15 * 50));
            assertThat(plan.perReplica()).isCloseTo(spare.perReplica(), within(.1 * spare.perReplica()));
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_wrong_report_at_any_time_moves_the_size_for_a_few_windows_at_most(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        double size = Math.pow(10, 6 + 30 * random.nextDouble());
        int at = 20 + random.nextInt(200);
        ServiceHarness struck = play(requests(1, 1000), Place.REQUESTS, size, at, seed);
        ServiceHarness spared = play(requests(1, 1000), Place.REQUESTS, 0, at, seed);
        List<Integer> wrong = sizesByWindow(struck, at + AFTER);
        List<Integer> right = sizesByWindow(spared, at + AFTER);
        for (int window = 0; window < at + AFTER; window++) {
            int tolerated = window < at || window > at + 5 ? 2 : 8;
            assertThat(wrong.get(window)).as("window " + window).isCloseTo(right.get(window), within(tolerated));
        }
    }

    @Test
    void what_was_capped_is_said_in_the_decision() {
        ServiceHarness course = play(requests(1, 1000), Place.REQUESTS, 1e6, BEFORE, 3);
        List<Decision> said = course.decisions().stream()
                .filter(d -> d.stages().get(0).reason() == Reason.IMPLAUSIBLE_DEMAND)
                .toList();
        assertThat(said).isNotEmpty().hasSizeLessThanOrEqualTo(3);
        assertThat(said.get(0).reason()).isEqualTo(Reason.IMPLAUSIBLE_DEMAND);
        assertThat(said.get(0).detail()).contains("counted as").contains("only if it lasts");
    }

    @ParameterizedTest(name = "x{0}")
    @ValueSource(ints = {2, 5, 10, 12, 15, 20, 50})
    void a_step_that_lasts_is_followed_within_a_few_windows(int times) {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 2000)).demand(0, 1800, 1, 50);
        course.demand(1800, 1840, 1, 50 * times);
        assertThat(course.last().target()).isGreaterThanOrEqualTo(5 * times);
    }

    @Test
    void a_step_beyond_the_largest_size_takes_the_largest_size() {
        ServiceHarness course =
                ServiceHarness.inEventTime().under(requests(1, 20)).demand(0, 1800, 1, 50);
        course.demand(1800, 1840, 1, 1e6);
        assertThat(course.last().target()).isEqualTo(20);
        course.demand(1840, 2840, 1, 50);
        assertThat(course.last().target()).isLessThanOrEqualTo(15);
    }

    @Test
    void a_spike_that_comes_again_and_again_is_learned_as_a_habit() {
        ServiceHarness course = ServiceHarness.inEventTime().under(requests(1, 2000));
        int t = 0;
        for (int spike = 0; spike < 4; spike++) {
            course.demand(t, t + 3000, 1, 20);
            course.fromHere().demand(t + 3000, t + 3010, 1, 1000).demand(t + 3010, t + 3020, 1, 20);
            t += 3020;
        }
        assertThat(course.decisions()).noneMatch(d -> d.reason() == Reason.IMPLAUSIBLE_DEMAND);
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void a_restart_between_does_not_change_what_is_made_of_it(long seed) {
        List<Integer> through = sizesByWindow(play(SEVERAL, Place.UNITS, 1e30, 50, seed), 100);
        SplittableRandom random = new SplittableRandom(seed);
        ServiceHarness course = ServiceHarness.inEventTime().under(SEVERAL);
        for (int window = 0; window < 50 + AFTER; window++) {
            step(course, window, window == 50 ? 1e30 : 0, Place.UNITS, random);
            course.restarted();
        }
        assertThat(sizesByWindow(course, 100)).isEqualTo(through);
    }

    /** Five instances at 50 requests per second together; one of them is wrong once, in a report across two windows. */
    private static ServiceHarness play(ScalingPolicy policy, Place place, double wrong, int at, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ServiceHarness course = ServiceHarness.inEventTime().under(policy);
        for (int window = 0; window < at + AFTER; window++) {
            step(course, window, window == at ? wrong : 0, place, random);
        }
        return course;
    }

    private static void step(ServiceHarness course, int window, double wrong, Place place, SplittableRandom random) {
        double from = 10 * window;
        double each = 100 * (.95 + .1 * random.nextDouble());
        for (int i = 0; i < 5; i++) {
            boolean struck = i == 2 && wrong > 0;
            double requests = struck && place == Place.REQUESTS ? wrong : each;
            course.report(new RateReport(
                    ServiceHarness.ms(from - (struck ? 3 : 0)),
                    ServiceHarness.ms(from + 10 - (struck ? 3 : 0)),
                    requests,
                    struck && place == Place.ERRORS ? wrong : 0,
                    struck && (place == Place.COMPLETED || place == Place.REQUESTS) ? wrong : each,
                    struck && place == Place.CONCURRENCY ? wrong : 1,
                    struck && place == Place.BACKLOG ? wrong : 0,
                    struck && place == Place.UNITS ? wrong : each,
                    ServiceHarness.latency(Math.round(each), 100)));
            course.usage(from, from + 10, struck && place == Place.CPU ? wrong : 1);
        }
        if (!course.commands().isEmpty()) {
            course.newestIs(Status.READY, course.newestCommand().replicas());
        }
    }

    private static List<Integer> sizesByWindow(ServiceHarness course, int windows) {
        List<Integer> sizes = new ArrayList<>();
        int size = 5;
        for (int window = 0; window < windows; window++) {
            long end = ServiceHarness.ms(10 * window + 10);
            for (Decision d : course.decisions()) {
                boolean within = d.at().toEpochMilli() <= end + 5000;
                size = within ? d.target() : size;
            }
            sizes.add(size);
        }
        return sizes;
    }
}
