package dev.sluice.control;

import static dev.sluice.control.harness.Policies.demand;
import static dev.sluice.control.harness.Policies.learned;
import static dev.sluice.control.harness.Policies.requests;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.Policies;
import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Decision;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Tuning;
import dev.sluice.policy.trace.Reason;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** What a service's loop makes of several signals, of promises other than a share, and of what it has to learn. */
final class ObjectivesTest {
    private static final ScalingPolicy REQUESTS_AND_CORES =
            Policies.of(1, 100, demand(Signal.REQUESTS, 10), List.of(demand(Signal.CPU, .5)));

    @Test
    void of_several_signals_the_largest_size_wins() {
        ServiceHarness course = ServiceHarness.inEventTime().under(REQUESTS_AND_CORES);
        cores(course, 0, 300, 50, 1.6);
        assertThat(course.last().target()).isEqualTo(16);
        assertThat(course.last().stages().get(0).reason()).isEqualTo(Reason.REACTIVE);
        cores(course, 300, 600, 300, 1.6);
        assertThat(course.last().target()).isGreaterThanOrEqualTo(30);
    }

    @Test
    void a_signal_without_data_lets_a_service_grow_but_not_shrink() {
        ServiceHarness course = ServiceHarness.inEventTime().under(REQUESTS_AND_CORES);
        cores(course, 0, 300, 50, 1.6);
        course.demand(300, 400, 5, 50);
        assertThat(course.last().target()).isEqualTo(16);
        assertThat(course.last().stages().get(0).reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
        course.demand(400, 600, 5, 300);
        int grown = course.last().target();
        assertThat(grown).isGreaterThanOrEqualTo(30);
        course.demand(600, 2400, 5, 10);
        assertThat(course.last().target()).isGreaterThanOrEqualTo(grown);
        cores(course, 2400, 2600, 10, .2);
        assertThat(course.last().target()).isLessThan(grown);
    }

    @Test
    void concurrency_sizes_by_its_level() {
        ScalingPolicy slots = Policies.of(1, 100, demand(Signal.CONCURRENCY, 4), List.of());
        ServiceHarness course = ServiceHarness.inEventTime().under(slots);
        for (int t = 0; t < 300; t += 10) {
            course.report(ServiceHarness.withConcurrency(t, t + 10, 80, 12))
                    .report(ServiceHarness.withConcurrency(t, t + 10, 80, 12));
        }
        assertThat(course.last().seen().orElseThrow().demand()).hasValue(24);
        assertThat(course.last().target()).isBetween(6, 9);
    }

    @Test
    void a_service_sized_by_concurrency_wakes_too() {
        ScalingPolicy slots = Policies.of(0, 100, demand(Signal.CONCURRENCY, 4), List.of());
        ServiceHarness course = ServiceHarness.inWallTime().under(slots);
        int t = 0;
        for (; t < 50 || (t < 7200 && course.last().target() > 0); t += 10) {
            course.report(ServiceHarness.withConcurrency(t, t + 10, t < 50 ? 80 : 0, t < 50 ? 12 : 0));
        }
        assertThat(course.newestCommand().replicas()).isZero();
        course.fromHere().report(ServiceHarness.withConcurrency(t + 2, t + 3, 1, 0));
        assertThat(course.newestCommand().reason()).isEqualTo(Reason.WAKE_FROM_ZERO);
        assertThat(course.newestCommand().replicas()).isEqualTo(1);
    }

    @Test
    void a_backlog_is_drained_in_time_and_then_given_up() {
        ScalingPolicy queue = Policies.of(1, 100, demand(Signal.BACKLOG, 10), List.of())
                .withObjective(new Objective.Drain(Duration.ofMinutes(5)));
        ServiceHarness course = ServiceHarness.inEventTime().under(queue);
        for (int t = 0; t < 100; t += 10) {
            course.report(ServiceHarness.withBacklog(t, t + 10, 200, 0));
        }
        assertThat(course.last().target()).isBetween(2, 3);
        course.report(ServiceHarness.withBacklog(100, 110, 200, 24_000))
                .report(ServiceHarness.withBacklog(110, 120, 200, 24_000));
        // 24,000 in the four minutes that new replicas have
        assertThat(course.last().target()).isBetween(10, 14);
        assertThat(course.last().reason()).isEqualTo(Reason.BACKLOG);
        for (int t = 120; t < 200; t += 10) {
            course.report(ServiceHarness.withBacklog(t, t + 10, 200, 0));
        }
        assertThat(course.last().target()).isBetween(2, 3);
    }

    @Test
    void a_backlog_that_is_not_reported_is_not_an_empty_one() {
        ScalingPolicy queue = Policies.of(1, 100, demand(Signal.BACKLOG, 10), List.of())
                .withObjective(new Objective.Drain(Duration.ofMinutes(5)));
        ServiceHarness course = ServiceHarness.inEventTime().under(queue);
        for (int t = 0; t < 100; t += 10) {
            course.report(ServiceHarness.withBacklog(t, t + 10, 200, 24_000));
        }
        int draining = course.last().target();
        assertThat(draining).isGreaterThanOrEqualTo(10);
        course.demand(100, 150, 1, 20);
        assertThat(course.last().target()).isEqualTo(draining);
        assertThat(course.last().stages().get(0).reason()).isEqualTo(Reason.SIGNAL_WITHOUT_DATA);
    }

    @Test
    void what_a_replica_serves_is_learned_where_it_is_not_stated() {
        ScalingPolicy unstated = requests(1, 100).withDemand(learned(Signal.REQUESTS));
        ServiceHarness course = ServiceHarness.inEventTime().under(unstated).demand(0, 80, 10, 100);
        assertThat(course.decisions()).allMatch(d -> d.reason() == Reason.COLD_START && d.target() == 10);
        course.demand(80, 400, 10, 100);
        assertThat(course.last().plan().orElseThrow().perReplica()).isBetween(10.0, 20.0);
        assertThat(course.last().target()).isLessThan(10);
    }

    @Test
    void a_strained_service_of_unknown_capacity_grows_by_a_quarter() {
        ScalingPolicy unstated = requests(1, 100).withDemand(learned(Signal.REQUESTS));
        ServiceHarness course = ServiceHarness.inEventTime().under(unstated);
        for (int i = 0; i < 8; i++) {
            course.report(failing(0, 10));
        }
        course.report(failing(10, 20)).report(failing(20, 30));
        assertThat(course.newestCommand().previous()).isEqualTo(8);
        assertThat(course.newestCommand().replicas()).isEqualTo(10);
    }

    @Test
    void headroom_is_kept_on_top_of_what_is_needed() {
        int without = ServiceHarness.inEventTime()
                .under(requests(1, 100))
                .demand(0, 600, 5, 100)
                .last()
                .target();
        ScalingPolicy half =
                Policies.with(requests(1, 100), new Tuning(.5, OptionalDouble.empty(), Duration.ofSeconds(30)));
        Decision with =
                ServiceHarness.inEventTime().under(half).demand(0, 600, 5, 100).last();
        assertThat(with.target()).isEqualTo((int) Math.ceil(1.5 * without));
        assertThat(with.stages()).anyMatch(s -> s.reason() == Reason.HEADROOM);
    }

    @Test
    void headroom_is_not_kept_of_nothing() {
        ScalingPolicy half =
                Policies.with(requests(0, 100), new Tuning(.5, OptionalDouble.empty(), Duration.ofSeconds(30)));
        ServiceHarness course =
                ServiceHarness.inEventTime().under(half).demand(0, 50, 1, 20).demand(50, 5400, 1, 0);
        assertThat(course.last().target()).isZero();
    }

    @Test
    void a_window_over_what_runs_wakes_nobody_by_a_signal_that_is_a_level() {
        ScalingPolicy slots = Policies.of(1, 100, demand(Signal.CONCURRENCY, 4), List.of());
        ServiceHarness course = ServiceHarness.inWallTime().under(slots);
        for (int t = 0; t < 100; t += 10) {
            course.report(ServiceHarness.withConcurrency(t, t + 10, 80, 12));
        }
        course.until(106).fromHere().report(ServiceHarness.withConcurrency(106, 107, 100_000, 12));
        assertThat(course.decisions()).isEmpty();
    }

    private static void cores(ServiceHarness course, int from, int to, double rate, double cpu) {
        for (int t = from; t < to; t += 10) {
            for (int i = 0; i < 5; i++) {
                course.report(t, t + 10, 2 * rate).usage(t, t + 10, cpu);
            }
        }
    }

    private static RateReport failing(double from, double to) {
        RateReport all = ServiceHarness.of(from, to, 100);
        return new RateReport(
                all.from(), all.to(), 100, 20, 80, all.concurrency(), all.backlog(), all.units(), all.latency());
    }
}
