package dev.sluice.control.harness;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.Reporter;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.trace.Reason;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Replicas that are all busy show how busy they are, and not what is asked of them; requests in flight include all that
 * wait. The size follows what is asked.
 *
 * <p>A replica works on four requests at a time for 0.2 s each, so it serves 20 per second and uses one core. Requests that
 * waited 30 s are given up.
 */
final class OverloadTest {
    private static final int SLOTS = 4;
    private static final double SERVICE_SECONDS = .2;
    private static final double EACH = SLOTS / SERVICE_SECONDS;
    private static final double PATIENCE = 30;
    /** Replicas become ready after a window has ended, and before it closes. */
    private static final int LEAD = 57;

    private static final int STEP = 3600;

    private final Random random = new Random(11);
    private final StartingReplicas replicas = new StartingReplicas(10, LEAD);
    private double waiting;
    private double arrived;
    private double finished;
    private double failed;
    private double inFlight;
    private double used;
    private double slowness;
    private boolean tellsRequests = true;
    private double limit = 1;
    private double slower = 1;
    /** What a database serves for all replicas, per second. */
    private double shared = Double.MAX_VALUE;

    private int largest;

    @ParameterizedTest
    @CsvSource({
        "CPU, .7, 2",
        "CPU, .7, 5",
        "CPU, .7, 10",
        "CPU, , 2",
        "CPU, , 5",
        "CPU, , 10",
        "CONCURRENCY, 2.8, 2",
        "CONCURRENCY, 2.8, 5",
        "CONCURRENCY, 2.8, 10",
        "CONCURRENCY, , 2",
        "CONCURRENCY, , 5",
        "CONCURRENCY, , 10"
    })
    void a_lasting_step_is_followed_by_levels_too(Signal signal, Double perReplica, int times) {
        ServiceHarness course = course(signal, perReplica);
        double before = 140;
        int full = (int) Math.ceil(times * before / EACH);

        play(course, before, 0, STEP);
        largest = 0;
        play(course, times * before, STEP, STEP + 10 * LEAD);

        assertThat(replicas.ready()).as("replicas after ten lead times").isBetween(full, (int) (1.3 * full / .7));
        assertThat(largest).as("most ordered on the way").isLessThan(2 * full);
        play(course, times * before, STEP + 10 * LEAD, STEP + 15 * LEAD);
        assertThat(waiting / (times * before)).as("seconds that requests wait").isLessThan(1);
    }

    @ParameterizedTest
    @CsvSource({"0.7, 2", "0.7, 5", "0.7, 10", ", 2", ", 5", ", 10"})
    void usage_alone_tells_of_a_lasting_step_once_replicas_use_all_that_they_may(Double perReplica, int times) {
        tellsRequests = false;
        ServiceHarness course = course(Signal.CPU, perReplica);
        double before = 140;
        int full = (int) Math.ceil(times * before / EACH);

        play(course, before, 0, STEP);
        assertThat(replicas.ready()).as("replicas before").isBetween(8, 12);
        largest = 0;
        play(course, times * before, STEP, STEP + 10 * LEAD);

        assertThat(replicas.ready()).as("replicas after ten lead times").isBetween(full, (int) (1.6 * full / .7));
        assertThat(largest).as("most ordered on the way").isLessThan(4 * full);
        play(course, times * before, STEP + 10 * LEAD, STEP + 20 * LEAD);
        assertThat(replicas.ready()).as("replicas after twenty").isBetween(full, (int) (1.3 * full / .7));
        assertThat(waiting / (times * before)).as("seconds that requests wait").isLessThan(1);
    }

    @Test
    void usage_without_a_limit_or_latencies_says_what_is_missing() {
        tellsRequests = false;
        limit = Double.NaN;
        ServiceHarness course = course(Signal.CPU, null);

        play(course, 140, 0, 600);

        assertThat(course.last().detail()).contains("state demand.perReplica", "report limits with the usage");
        assertThat(replicas.ready()).isEqualTo(10);
    }

    /** Seven replicas serve 140 per second if they never have a moment to spare: a queue that has formed would stay. */
    @Test
    void learned_replicas_are_not_sized_for_all_that_they_can_do() {
        ServiceHarness course = course(Signal.REQUESTS, null);
        play(course, 140, 0, 2 * STEP);

        assertThat(waiting / 140).as("seconds that requests wait").isLessThan(.1);
        assertThat(replicas.ready()).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"REQUESTS", "CPU", "CONCURRENCY"})
    void replicas_that_have_become_slower_are_noticed(Signal signal) {
        ServiceHarness course = course(signal, null);
        play(course, 140, 0, STEP);
        slower = 1.6;
        play(course, 140, STEP, STEP + 15 * LEAD);

        assertThat(replicas.ready()).as("replicas of which 11.2 serve all").isBetween(12, 17);
        play(course, 140, STEP + 15 * LEAD, STEP + 25 * LEAD);
        assertThat(replicas.ready()).as("replicas later").isBetween(12, 16);
        assertThat(waiting / 140).as("seconds that requests wait").isLessThan(.1);
    }

    @ParameterizedTest
    @CsvSource({"REQUESTS, ", "CPU, ", "CPU, .7", "CONCURRENCY, ", "CONCURRENCY, 2.8"})
    void replicas_that_all_wait_for_the_same_are_not_added(Signal signal, Double perReplica) {
        ServiceHarness course = course(signal, perReplica);
        play(course, 140, 0, STEP);
        int before = replicas.ready();
        shared = 70;
        largest = 0;
        play(course, 140, STEP, STEP + 4 * LEAD);

        assertThat(largest).as("most ordered").isLessThanOrEqualTo(2 * before + 2);
        assertThat(replicas.ordered()).as("ordered once it is known").isLessThanOrEqualTo(before + 1);
        assertThat(course.last().stages().stream().anyMatch(stage -> stage.reason() == Reason.GROWTH_DOES_NOT_HELP))
                .as("said so, if growth was tried")
                .isEqualTo(largest > before + 1);
        shared = Double.MAX_VALUE;
        play(course, 140, STEP + 4 * LEAD, STEP + 34 * LEAD);
        assertThat(replicas.ready()).as("when the others serve again").isBetween(7, before + 4);
        assertThat(course.last().stages()).noneMatch(stage -> stage.reason() == Reason.GROWTH_DOES_NOT_HELP);
    }

    @Test
    void a_policy_that_states_what_a_replica_serves_ends_what_is_known_of_growth() {
        ServiceHarness course = course(Signal.REQUESTS, null);
        play(course, 140, 0, STEP);
        shared = 70;
        play(course, 140, STEP, STEP + 4 * LEAD);
        assertThat(course.last().stages()).anyMatch(stage -> stage.reason() == Reason.GROWTH_DOES_NOT_HELP);

        Demand stated = new Demand(Signal.REQUESTS, OptionalDouble.of(5), Optional.empty());
        course.under(Policies.of(1, 1000, stated, List.of()));
        play(course, 140, STEP + 4 * LEAD, STEP + 5 * LEAD);

        assertThat(course.last().stages()).noneMatch(stage -> stage.reason() == Reason.GROWTH_DOES_NOT_HELP);
        assertThat(replicas.ordered()).isGreaterThanOrEqualTo(28);
    }

    @ParameterizedTest
    @CsvSource({"CPU", "CONCURRENCY"})
    void a_learned_level_leaves_no_queue_when_demand_is_steady(Signal signal) {
        ServiceHarness course = course(signal, null);
        play(course, 130, 0, STEP);
        course.fromHere();
        play(course, 130, STEP, 3 * STEP);

        assertThat(waiting / 130).as("seconds that requests wait").isLessThan(1);
        assertThat(replicas.ready()).isBetween(7, 9);
        assertThat(course.commands().size()).as("commands in two hours").isLessThanOrEqualTo(4);
    }

    @Test
    void the_decision_says_what_a_level_counts_as() {
        ServiceHarness course = course(Signal.CPU, .7);
        play(course, 140, 0, STEP);
        play(course, 700, STEP, STEP + 30);

        assertThat(course.last().detail()).containsPattern("saw 1[0-9.]*, counted as 3[0-9.]*, expects");
    }

    private ServiceHarness course(Signal signal, @Nullable Double perReplica) {
        OptionalDouble stated = perReplica == null ? OptionalDouble.empty() : OptionalDouble.of(perReplica);
        return ServiceHarness.inWallTime()
                .under(Policies.of(1, 1000, new Demand(signal, stated, Optional.empty()), List.of()));
    }

    private void play(ServiceHarness course, double rate, int from, int to) {
        for (int now = from + 1; now <= to; now++) {
            serve(Math.max(0, rate + Math.sqrt(rate) * random.nextGaussian()));
            course.until(now);
            if (now % 5 == 0) {
                report(course, now);
            }
            replicas.carryOut(course, now);
            largest = Math.max(largest, replicas.ordered());
        }
    }

    private void serve(double requests) {
        double capacity = Math.min(shared, EACH / slower * replicas.ready());
        double served = Math.min(capacity, waiting + requests);
        double left = waiting + requests - served;
        waiting = Math.min(left, PATIENCE * capacity);
        arrived += requests;
        finished += served;
        failed += left - waiting;
        inFlight += waiting + served * SERVICE_SECONDS * slower;
        used += served * slower;
        slowness = slower + waiting / capacity / SERVICE_SECONDS;
    }

    /** What five seconds brought, told by each replica. */
    private void report(ServiceHarness course, int now) {
        int ready = replicas.ready();
        LatencyHistogram latency =
                ServiceHarness.latency(Math.max(1, Math.round(finished / ready)), 1000 * SERVICE_SECONDS * slowness);
        for (int i = 0; i < ready; i++) {
            String name = "r" + i;
            if (tellsRequests) {
                course.report(new RateReport(
                        "",
                        Reporter.named(name),
                        ms(now - 5),
                        ms(now),
                        arrived / ready,
                        failed / ready,
                        finished / ready,
                        inFlight / 5 / ready,
                        Double.NaN,
                        Double.NaN,
                        latency));
            }
            course.usage(new UsageReport(
                    name,
                    ms(now - 5),
                    ms(now),
                    new UsageReport.Amounts(used / 5 / EACH / ready, Double.NaN, Double.NaN, Double.NaN, Double.NaN),
                    new UsageReport.Amounts(limit, Double.NaN, Double.NaN, Double.NaN, Double.NaN),
                    0));
        }
        used = 0;
        arrived = 0;
        finished = 0;
        failed = 0;
        inFlight = 0;
    }
}
