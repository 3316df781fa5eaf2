package dev.sluice.control.window;

import static dev.sluice.control.harness.ServiceHarness.at;
import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.decision.Trigger;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.Reporter;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.trace.Reason;
import dev.sluice.text.NumberText;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

final class OpenWindowsTest {
    private static final long TEN_SECONDS = 10_000;
    private final OpenWindows windows = new OpenWindows();

    @Test
    void the_first_report_sets_where_windows_begin() {
        add(3, 8, 50);
        assertThat(close()).satisfies(w -> {
            assertThat(w.from()).isEqualTo(at(3));
            assertThat(w.to()).isEqualTo(at(13));
            assertThat(w.requests()).isEqualTo(50);
        });
    }

    @Test
    void a_window_holds_a_whole_number_of_reports() {
        add(0, 4, 1);
        assertThat(windows.length()).isEqualTo(12_000);
    }

    @Test
    void reports_longer_than_a_window_make_windows_as_long() {
        add(0, 60, 1);
        assertThat(windows.length()).isEqualTo(60_000);
    }

    @Test
    void an_odd_report_counts_as_whole_seconds() {
        add(0, 4.99, 1);
        assertThat(windows.length()).isEqualTo(10_000);
    }

    @Test
    void instances_with_intervals_of_their_own_are_prorated() {
        add(0, 10, 100);
        add(4, 14, 200);
        add(10, 20, 50);
        add(14, 24, 100);
        DemandWindow first = close();
        assertThat(first.requests()).isCloseTo(100 + 120, within(1e-9));
        assertThat(first.instances()).isEqualTo(2);
        DemandWindow second = close();
        assertThat(second.requests()).isCloseTo(50 + 80 + 60, within(1e-9));
        assertThat(close().requests()).isCloseTo(40, within(1e-9));
        assertThat(windows.isEmpty()).isTrue();
    }

    @Test
    void a_report_over_several_windows_is_spread_evenly() {
        add(0, 10, 10);
        add(10, 40, 300);
        assertThat(List.of(close().requests(), close().requests(), close().requests(), close().requests()))
                .containsExactly(10.0, 100.0, 100.0, 100.0);
    }

    @Test
    void reports_out_of_order_open_the_window_that_was_left_out() {
        add(0, 10, 10);
        add(30, 40, 40);
        add(10, 20, 20);
        assertThat(close().requests()).isEqualTo(10);
        assertThat(close().requests()).isEqualTo(20);
        assertThat(close().from()).isEqualTo(at(30));
    }

    @Test
    void a_report_before_the_first_one_opens_a_window_before_it() {
        add(100, 110, 10);
        add(85, 95, 20);
        assertThat(close().from()).isEqualTo(at(80));
        assertThat(close().from()).isEqualTo(at(90));
        assertThat(close().from()).isEqualTo(at(100));
    }

    @Test
    void time_without_reports_opens_no_window() {
        add(0, 10, 10);
        add(3600, 3610, 20);
        assertThat(close().to()).isEqualTo(at(10));
        assertThat(close().from()).isEqualTo(at(3600));
        assertThat(windows.isEmpty()).isTrue();
    }

    @Test
    void what_comes_for_a_closed_window_is_late() {
        add(0, 10, 10);
        close();
        assertThat(windows.add(ServiceHarness.of(0, 10, 99), TEN_SECONDS)).isFalse();
        assertThat(windows.isEmpty()).isTrue();
        assertThat(windows.newest()).isEqualTo(ms(10));
    }

    @Test
    void of_a_report_that_reaches_into_a_closed_window_the_rest_counts() {
        add(0, 10, 10);
        close();
        add(5, 15, 100);
        DemandWindow window = close();
        assertThat(window.from()).isEqualTo(at(10));
        assertThat(window.requests()).isCloseTo(50, within(1e-9));
        assertThat(window.instances()).isEqualTo(1);
    }

    @Test
    void a_report_that_would_open_too_many_windows_is_refused() {
        add(0, 10, 10);
        assertThat(windows.add(ServiceHarness.of(10, 10 + 514 * 10, 1), TEN_SECONDS))
                .isFalse();
        assertThat(windows.newest()).isEqualTo(ms(10));
        assertThat(windows.add(ServiceHarness.of(10, 10 + 512 * 10, 5120), TEN_SECONDS))
                .isTrue();
        close();
        assertThat(close().requests()).isCloseTo(10, within(1e-9));
    }

    @Test
    void usage_alone_is_a_window_of_no_instance_that_served() {
        windows.add(new UsageReport(ms(0), ms(10), 2.5, Double.NaN), TEN_SECONDS);
        WindowSum sum = windows.closeOldest();
        assertThat(sum.reporting()).isEqualTo(1);
        assertThat(sum.closed().instances()).isZero();
        assertThat(sum.closed().cpu()).hasValue(2.5);
        assertThat(sum.closed().gpu()).isEmpty();
    }

    @Test
    void begun_again_windows_start_after_what_was_forgotten() {
        add(0, 10, 10);
        add(10, 14, 10);
        windows.restart();
        assertThat(windows.isEmpty()).isTrue();
        assertThat(windows.length()).isEqualTo(TEN_SECONDS);
        assertThat(windows.add(ServiceHarness.of(6, 14, 99), 20_000)).isFalse();
        windows.add(ServiceHarness.of(14, 24, 100), 20_000);
        assertThat(close().to()).isEqualTo(at(34));
    }

    /** The first instance has gone, and after six minutes another reports, more often and across two windows. */
    @Test
    void what_is_dropped_for_windows_of_another_length_is_counted() {
        add("first", 0, 30);
        close();
        for (int i = 0; i < 4; i++) {
            add("next", 389 + 2 * i, 391 + 2 * i);
        }
        assertThat(windows.length()).isEqualTo(TEN_SECONDS);
        double counted = 0;
        while (!windows.isEmpty()) {
            counted += windows.closeOldest().requests();
        }
        assertThat(counted).isLessThan(400);
        SizeProposal wish =
                new SizeProposal(Trigger.WINDOW, Reason.FORECAST, 1, Optional.empty(), Optional.empty(), "saw 100");
        assertThat(windows.arrivals().annotate(wish).detail())
                .contains(NumberText.of(400 - counted) + " requests came too late");
    }

    private void add(String instance, double from, double to) {
        RateReport report = new RateReport(
                "",
                Reporter.named(instance),
                ms(from),
                ms(to),
                100,
                0,
                100,
                Double.NaN,
                Double.NaN,
                Double.NaN,
                LatencyHistogram.empty());
        assertThat(windows.add(report, TEN_SECONDS)).isTrue();
    }

    @Test
    void written_and_read_they_go_on_as_they_were() throws IOException {
        SplittableRandom random = new SplittableRandom(5);
        OpenWindows restored = new OpenWindows();
        List<DemandWindow> closed = new ArrayList<>();
        for (int i = 0; i < 2000; i++) {
            double from = i + 20 * random.nextDouble();
            RateReport report = any(from, from + 1 + random.nextInt(15), random);
            UsageReport usage = new UsageReport(report.from(), report.to(), random.nextDouble(), Double.NaN);
            assertThat(restored.add(report, TEN_SECONDS)).isEqualTo(windows.add(report, TEN_SECONDS));
            if (i % 3 == 0) {
                assertThat(restored.add(usage, TEN_SECONDS)).isEqualTo(windows.add(usage, TEN_SECONDS));
            }
            while (windows.oldestEnd() + 5000 <= windows.newest()) {
                closed.add(close());
                assertThat(restored.closeOldest().closed())
                        .usingRecursiveComparison()
                        .isEqualTo(closed.get(closed.size() - 1));
            }
            if (i % 7 == 0) {
                restored = new OpenWindows();
                restored.read(ServiceHarness.in(ServiceHarness.bytes(windows::write)));
            }
        }
        assertThat(closed).hasSizeGreaterThan(100);
    }

    @Test
    void more_windows_than_a_byte_counts_are_written_and_read() throws IOException {
        for (int i = 0; i < 300; i++) {
            add(10 * i, 10 * i + 10, i);
        }
        OpenWindows restored = new OpenWindows();
        restored.read(ServiceHarness.in(ServiceHarness.bytes(windows::write)));
        for (int i = 0; i < 300; i++) {
            assertThat(restored.closeOldest().closed().requests()).isEqualTo(i);
        }
    }

    private static RateReport any(double from, double to, SplittableRandom random) {
        double requests = random.nextInt(1000);
        LatencyHistogram latency = random.nextBoolean()
                ? ServiceHarness.latency((long) requests, 20 + random.nextInt(500))
                : LatencyHistogram.empty();
        RateReport report = new RateReport(
                ms(from),
                ms(to),
                requests,
                random.nextInt(10),
                requests,
                random.nextBoolean() ? random.nextInt(20) : Double.NaN,
                random.nextBoolean() ? random.nextInt(2000) : Double.NaN,
                random.nextBoolean() ? random.nextInt(9000) : Double.NaN,
                latency);
        return random.nextBoolean() ? report : report.with(TokenSumTest.any(random));
    }

    private void add(double from, double to, double requests) {
        assertThat(windows.add(ServiceHarness.of(from, to, requests), TEN_SECONDS))
                .isTrue();
    }

    private DemandWindow close() {
        return windows.closeOldest().closed();
    }
}
