package dev.sluice.control.window;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.LatencyHistogram;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the lengths and order of reports: windows follow one another, and no request is lost or counted twice. */
final class TiledTimeTest {
    private static final long LEAST = 10_000;
    private static final int INSTANCES = 4;

    private final OpenWindows windows = new OpenWindows();
    private final List<WindowSum> closed = new ArrayList<>();
    private double sent;
    private double refused;

    /** A report of one instance, in seconds. */
    private static RateReport report(int instance, double from, double to, double requests) {
        double none = Double.NaN;
        return new RateReport(
                "", instance + 1, ms(from), ms(to), requests, 0, requests, none, none, none, LatencyHistogram.empty());
    }

    private void take(RateReport report) {
        sent += report.requests();
        if (!windows.add(report, LEAST)) {
            refused += report.requests();
        }
    }

    private void close() {
        WindowSum window = windows.closeOldest();
        if (!closed.isEmpty()) {
            WindowSum before = closed.get(closed.size() - 1);
            assertThat(window.start).as("after %s", before.end()).isGreaterThanOrEqualTo(before.end());
        }
        assertThat(window.length()).isPositive();
        assertThat(windows.closedUpTo()).isEqualTo(window.end());
        closed.add(window);
    }

    private double counted() {
        return closed.stream().mapToDouble(WindowSum::requests).sum();
    }

    /** What was told as come too late, by the sentence that people see. */
    private boolean isNothingLate() {
        return !windows.arrivals().hasUnused();
    }

    @ParameterizedTest
    @ValueSource(longs = {621, 622, 623, 624, 625, 626})
    void instances_with_intervals_of_their_own_fill_windows_without_a_gap_and_lose_no_request(long seed) {
        Random random = new Random(seed);
        double[] length = new double[INSTANCES];
        double[] at = new double[INSTANCES];
        for (int i = 0; i < INSTANCES; i++) {
            length[i] = 1 + random.nextInt(12);
            at[i] = random.nextInt(5);
        }
        double begin = at[0];
        for (int i = 1; i < INSTANCES; i++) {
            begin = Math.min(begin, at[i]);
        }
        for (int step = 0; step < 2_000; step++) {
            int instance = step == 0 ? indexOf(at, begin) : next(at);
            take(report(instance, at[instance], at[instance] + length[instance], random.nextInt(100)));
            at[instance] += length[instance];
            // a window is closed when all have reported beyond it
            while (!windows.isEmpty() && windows.oldestEnd() <= ms(least(at))) {
                close();
            }
        }
        while (!windows.isEmpty()) {
            close();
        }

        assertThat(refused).isZero();
        assertThat(isNothingLate()).isTrue();
        assertThat(counted()).isCloseTo(sent, within(1e-6 * sent));
        for (int i = 1; i < closed.size(); i++) {
            assertThat(closed.get(i).start)
                    .as("window %d", i)
                    .isEqualTo(closed.get(i - 1).end());
        }
    }

    private static int indexOf(double[] at, double time) {
        int index = 0;
        while (at[index] != time) {
            index++;
        }
        return index;
    }

    /** The instance that has come least far. */
    private static int next(double[] at) {
        return indexOf(at, least(at));
    }

    private static double least(double[] at) {
        double least = at[0];
        for (double time : at) {
            least = Math.min(least, time);
        }
        return least;
    }

    /** Late reports, gaps of hours, other lengths and restarts: what is not in a window was told as too late. */
    @ParameterizedTest
    @ValueSource(longs = {631, 632, 633, 634, 635, 636})
    void what_no_window_counts_was_refused_or_told_as_late(long seed) throws IOException {
        Random random = new Random(seed);
        OpenWindows live = windows;
        double now = 0;
        for (int step = 0; step < 1_500; step++) {
            now += random.nextInt(100) == 0 ? random.nextInt(20_000) : random.nextInt(8);
            double length = random.nextInt(4) == 0 ? 1 + random.nextInt(90) : 10;
            double back = random.nextInt(6) == 0 ? random.nextInt(120) : 0;
            RateReport report = report(random.nextInt(INSTANCES), now - back, now - back + length, random.nextInt(100));
            take(report);
            while (!live.isEmpty() && live.oldestEnd() <= ms(now)) {
                close();
            }
            assertThat(live.isEmpty()).isEqualTo(live.running().length() == 0);
        }
        while (!live.isEmpty()) {
            close();
        }

        double late = sent - counted();
        assertThat(late).isGreaterThanOrEqualTo(-1e-6 * sent);
        assertThat(refused).isLessThanOrEqualTo(late + 1e-6 * sent);
        assertThat(isNothingLate()).isEqualTo(late < 1e-6);
    }

    @Test
    void written_and_read_between_any_two_reports_the_same_windows_close() throws IOException {
        Random random = new Random(641);
        OpenWindows plain = new OpenWindows();
        OpenWindows stored = new OpenWindows();
        double now = 0;
        for (int step = 0; step < 1_000; step++) {
            now += random.nextInt(8);
            double from = now - random.nextInt(30);
            double length = 1 + random.nextInt(30);
            if (random.nextBoolean()) {
                RateReport report = report(random.nextInt(INSTANCES), from, from + length, random.nextInt(100));
                assertThat(stored.add(report, LEAST)).isEqualTo(plain.add(report, LEAST));
            } else {
                UsageReport usage = new UsageReport(ms(from), ms(from + length), random.nextDouble(4), Double.NaN);
                assertThat(stored.add(usage, LEAST)).isEqualTo(plain.add(usage, LEAST));
            }
            if (random.nextInt(3) == 0) {
                OpenWindows read = new OpenWindows();
                read.read(ServiceHarness.in(ServiceHarness.bytes(stored::write)));
                stored = read;
            }
            while (!plain.isEmpty() && plain.oldestEnd() <= ms(now - 20)) {
                assertThat(stored.closeOldest().closed())
                        .isEqualTo(plain.closeOldest().closed());
            }
            assertThat(stored.isEmpty()).isEqualTo(plain.isEmpty());
            assertThat(stored.newest()).isEqualTo(plain.newest());
            assertThat(stored.closedUpTo()).isEqualTo(plain.closedUpTo());
            assertThat(stored.length()).isEqualTo(plain.length());
        }
    }
}
