package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.demand;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static dev.sluice.control.harness.ServiceHarness.withBacklog;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Steady arrivals at a queue move no replica back and forth: the queue bears their noise. */
final class SteadyQueueTest {
    private static final int LEAD = 60;
    private static final double NONE = Double.NaN;

    private final Random random = new Random(14);
    private double waiting;
    private double longest;
    private StartingReplicas replicas = new StartingReplicas(1, LEAD);

    @ParameterizedTest
    @CsvSource({"4, 60", "9.7, 300", "10, 300", "33, 60", "33, 1800"})
    void steady_arrivals_change_no_size_after_the_first_half_hour(double need, int drain) {
        ScalingPolicy policy = Policies.of(1, 1000, demand(Signal.BACKLOG, 10), List.of())
                .withObjective(new Objective.Drain(Duration.ofSeconds(drain)));
        ServiceHarness course = ServiceHarness.inWallTime().under(policy);
        replicas = new StartingReplicas((int) Math.ceil(need), LEAD);
        play(course, 10 * need, 0, 1800);
        course.fromHere();
        longest = 0;
        play(course, 10 * need, 1800, 5400);
        assertThat(course.commands()).hasSizeLessThanOrEqualTo(2);
        assertThat(replicas.ready()).isBetween((int) Math.ceil(need), (int) Math.ceil(need) + 1);
        assertThat(longest).as("seconds of work that waited").isLessThan(10);
    }

    @Test
    void one_that_reports_for_twelve_workers_is_not_taken_for_all_of_them() {
        ScalingPolicy policy = Policies.of(1, 200, Policies.learned(Signal.BACKLOG), List.of())
                .withObjective(new Objective.Drain(Duration.ofMinutes(5)));
        ServiceHarness course = ServiceHarness.inWallTime().under(policy);
        replicas = new StartingReplicas(12, 300);
        int most = 0;
        for (int t = 10; t <= 3600; t += 10) {
            double finished = Math.min(waiting + 970, 100 * replicas.ready());
            waiting += 970 - finished;
            course.until(t);
            course.delayed(
                    new RateReport(ms(t - 10), ms(t), 970, 0, finished, NONE, waiting, NONE, LatencyHistogram.empty()));
            replicas.carryOut(course, t);
            most = Math.max(most, replicas.ordered());
        }
        assertThat(waiting / 97).as("seconds of work that wait").isLessThan(60);
        assertThat(most).isLessThanOrEqualTo(25);
        assertThat(replicas.ready()).isBetween(10, 12);
    }

    private void play(ServiceHarness course, double rate, int from, int to) {
        double arrived = 0;
        for (int t = from + 1; t <= to; t++) {
            double now = Math.max(0, rate + Math.sqrt(rate) * random.nextGaussian());
            arrived += now;
            waiting = Math.max(0, waiting + now - 10 * replicas.ready());
            longest = Math.max(longest, waiting / rate);
            course.until(t);
            if (t % 5 == 0) {
                course.delayed(withBacklog(t - 5, t, Math.rint(arrived), Math.rint(waiting)));
                arrived = 0;
            }
            replicas.carryOut(course, t);
        }
    }
}
