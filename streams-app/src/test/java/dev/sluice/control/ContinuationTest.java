package dev.sluice.control;

import static dev.sluice.control.harness.Policies.demand;
import static dev.sluice.control.harness.Policies.learned;
import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.Signal;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingRules;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A loop that is written and read goes on as if it had stayed in memory, and what it writes stays small. */
final class ContinuationTest {
    private static final int WINDOWS = 300;

    static Stream<Arguments> courses() {
        ScalingRules up = new ScalingRules(
                Duration.ofSeconds(30),
                ScalingRules.Select.MAX,
                List.of(new RateLimit(RateLimit.Unit.PERCENT, 50, Duration.ofMinutes(1))),
                OptionalDouble.of(.1));
        ScalingRules down = new ScalingRules(
                Duration.ofMinutes(2),
                ScalingRules.Select.MIN,
                List.of(new RateLimit(RateLimit.Unit.REPLICAS, 5, Duration.ofSeconds(30))),
                OptionalDouble.empty());
        ScalingPolicy limited = Policies.with(requests(0, 300), up, down);
        return Stream.of(
                Arguments.of("free", requests(0, 300)),
                Arguments.of("limited", limited),
                Arguments.of("lead time learned", Policies.learningLead(requests(1, 300))),
                Arguments.of("capacity learned", requests(0, 300).withDemand(learned(Signal.REQUESTS))),
                Arguments.of(
                        "latency", requests(1, 300).withObjective(new Objective.Latency(.95, Duration.ofMillis(250)))),
                Arguments.of(
                        "backlog",
                        Policies.of(1, 300, demand(Signal.BACKLOG, 10), List.of())
                                .withObjective(new Objective.Drain(Duration.ofMinutes(2)))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("courses")
    void restarts_at_any_moment_change_nothing_in_event_time(String name, ScalingPolicy policy) {
        List<String> undisturbed = told(drive(ServiceHarness::inEventTime, policy, 0));
        assertThat(undisturbed).hasSizeGreaterThan(WINDOWS);
        assertThat(told(drive(ServiceHarness::inEventTime, policy, .02))).isEqualTo(undisturbed);
        assertThat(told(drive(ServiceHarness::inEventTime, policy, .1))).isEqualTo(undisturbed);
    }

    @Test
    void restarts_at_any_moment_change_nothing_on_the_wall_clock() {
        List<String> undisturbed = told(drive(ServiceHarness::inWallTime, requests(0, 300), 0));
        assertThat(undisturbed).hasSizeGreaterThan(WINDOWS);
        assertThat(told(drive(ServiceHarness::inWallTime, requests(0, 300), .1)))
                .isEqualTo(undisturbed);
    }

    @Test
    void what_was_learned_is_written_every_thirty_two_windows() {
        ServiceHarness course = ServiceHarness.inEventTime().under(requests(1, 100));
        int base = course.snapshots().size();
        course.demand(0, 10 * (32 * 4 + 1), 1, 50);
        assertThat(course.snapshots()).hasSize(base + 4);
    }

    @Test
    void what_is_written_with_every_window_stays_small() {
        ServiceHarness course = drive(ServiceHarness::inEventTime, requests(0, 300), 0);
        assertThat(course.ledgerBytes().length).isLessThan(700);
        assertThat(course.windowBytes().length).isLessThan(400);
        assertThat(course.snapshots()).extracting(s -> s.length).allMatch(length -> length <= 20 * 1024);
    }

    private static List<String> told(ServiceHarness course) {
        return course.outputs().stream()
                .map(output -> output instanceof Output.Forecasted f
                        ? f + " " + f.forecast().point() + " " + f.forecast().quantile(.99)
                        : output.toString())
                .toList();
    }

    /** Two thirds of an hour and more of reports every two seconds, bursts, pauses, acknowledgements and changes of policy. */
    private static ServiceHarness drive(Supplier<ServiceHarness> time, ScalingPolicy policy, double restarts) {
        SplittableRandom random = new SplittableRandom(29);
        SplittableRandom fate = new SplittableRandom(31);
        ServiceHarness course = time.get().under(policy);
        double t = 0;
        for (int i = 0; i < WINDOWS; i++) {
            t += random.nextInt(60) == 0 ? 10 + random.nextInt(400) : 10;
            for (int part = 0; part < 5; part++) {
                course.report(report(t + 2 * part, i, random));
                if (fate.nextDouble() < restarts) {
                    course.restarted();
                }
            }
            if (random.nextInt(4) == 0 && !course.commands().isEmpty()) {
                Status status = random.nextInt(10) == 0 ? Status.FAILED : Status.READY;
                course.newestIs(status, course.newestCommand().replicas());
            }
            if (i == WINDOWS / 2) {
                course.under(policy.withLeadTime(Duration.ofSeconds(90)));
            }
        }
        return course;
    }

    private static RateReport report(double from, int window, SplittableRandom random) {
        boolean idle = window % 130 > 80;
        double wave = 120 + 100 * Math.sin(window / 25.0);
        double burst = random.nextInt(50) == 0 ? 6 : 1;
        double requests = idle ? 0 : Math.rint(wave * burst * (.5 + random.nextDouble()));
        RateReport plain = ServiceHarness.withLatency(from, from + 2, requests, 60 + random.nextInt(200));
        return new RateReport(
                plain.from(),
                plain.to(),
                requests,
                random.nextInt(30) == 0 ? requests / 10 : 0,
                requests,
                plain.concurrency(),
                burst > 1 ? 40 * requests : 0,
                plain.units(),
                plain.latency());
    }
}
