package dev.sluice.control.harness;

import static dev.sluice.control.harness.Policies.learned;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Services that need few replicas: a replica works on one request at a time, and a gateway reports for all. What a replica
 * serves is learned, from few requests in a window.
 */
final class SmallServiceTest {
    private static final int LEAD = 10;
    private static final int HOUR = 3600;
    /** One after another; their mean is 1. */
    private static final double[] UNEVEN = {.6, 1.3, .9, 1.6, .7, 1.2, .4, 1.3};

    private StartingReplicas replicas = new StartingReplicas(1, LEAD);
    private double waiting;
    private int largest;
    private int window;

    private static ServiceHarness course(Signal signal) {
        return ServiceHarness.inWallTime().under(Policies.of(1, 50, learned(signal), List.of()));
    }

    private void report(ServiceHarness course, int to, double arrived, double finished, double inFlight) {
        LatencyHistogram latency = finished < 1
                ? LatencyHistogram.empty()
                : ServiceHarness.latency(Math.round(finished), 10_000 * inFlight / finished);
        course.until(to);
        course.delayed(
                new RateReport(ms(to - 10), ms(to), arrived, 0, finished, inFlight, Double.NaN, Double.NaN, latency));
        replicas.carryOut(course, to);
        largest = Math.max(largest, replicas.ordered());
        window++;
    }

    private double uneven(int step) {
        return UNEVEN[window * step % UNEVEN.length];
    }

    @ParameterizedTest(name = "one request each {0} s")
    @CsvSource({"60", "300"})
    void one_request_at_a_time_needs_one_replica(int seconds) {
        ServiceHarness course = course(Signal.REQUESTS);
        int calls = 0;
        for (int t = 10; t <= 150 * seconds; t += 10) {
            boolean called = t % seconds == 0;
            calls += called ? 1 : 0;
            double took = .5 * UNEVEN[calls % UNEVEN.length];
            report(course, t, called ? 1 : 0, called ? 1 : 0, called ? took / 10 : 0);
        }
        assertThat(largest).isEqualTo(1);
    }

    /** Each request takes half a second on average, so a replica serves two per second. */
    @ParameterizedTest(name = "{0} per second, at most {1} replicas")
    @CsvSource({".4, 1", "1.3, 3", "3, 6"})
    void replicas_with_time_to_spare_are_not_under_load(double rate, int most) {
        ServiceHarness course = course(Signal.REQUESTS);
        for (int t = 10; t <= 5 * HOUR; t += 10) {
            largest = t == HOUR ? 0 : largest;
            double arrived = Math.rint(10 * rate * uneven(1));
            report(course, t, arrived, arrived, arrived / 10 * .5 * uneven(3));
        }
        assertThat(largest).isLessThanOrEqualTo(most);
        assertThat(course.fromHere().commands()).isEmpty();
    }

    /** They take 30 s, three windows, and 1.5 are in flight. */
    @Test
    void requests_that_take_longer_than_a_window_are_not_taken_for_quick_ones() {
        double[] inFlight = {1, 2, 1.6, 3, .4, 1};
        int[] finished = {0, 1, 0, 1, 1, 0};
        ServiceHarness course = course(Signal.CONCURRENCY);
        for (int t = 10; t <= 5 * HOUR; t += 10) {
            largest = t == HOUR ? 0 : largest;
            int i = window % finished.length;
            report(course, t, finished[(i + 1) % finished.length], finished[i], inFlight[i]);
        }
        assertThat(largest).isBetween(2, 8);
    }

    /** It needs three replicas, and has one, whose requests have always waited. */
    @ParameterizedTest
    @EnumSource(
            value = Signal.class,
            names = {"REQUESTS", "CONCURRENCY"})
    void a_first_deployment_under_load_grows_while_its_queue_does(Signal signal) {
        ServiceHarness course = course(signal);
        overload(course, 4.2, 5 * 60);
        assertThat(replicas.ready()).isBetween(3, 8);
        overload(course, 4.2, 10 * 60);
        assertThat(waiting / 4.2).as("seconds that requests wait").isLessThan(1);
    }

    @Test
    void replicas_that_do_not_become_ready_are_not_ordered_again_and_again() {
        replicas = new StartingReplicas(1, 10 * HOUR);
        overload(course(Signal.REQUESTS), 4.2, 80);
        assertThat(largest).isEqualTo(2);
    }

    private void overload(ServiceHarness course, double rate, int seconds) {
        int from = 10 * window;
        for (int t = from + 10; t <= from + seconds; t += 10) {
            double arrived = 10 * rate * uneven(1);
            double before = waiting;
            double finished = Math.min(waiting + arrived, 2 * 10 * replicas.ready());
            waiting += arrived - finished;
            report(course, t, arrived, finished, (before + waiting) / 2 + finished / 10 * .5);
        }
    }
}
