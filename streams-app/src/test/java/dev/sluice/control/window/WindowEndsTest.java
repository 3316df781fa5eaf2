package dev.sluice.control.window;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.report.ReadTime;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.Signal;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Windows and reports are of ten seconds, the grace is of five. */
final class WindowEndsTest {
    private static final Duration GRACE = Duration.ofSeconds(5);
    private final OpenWindows windows = new OpenWindows();
    private final Populations populations = new Populations();
    private final WindowEnds byClock = new WindowEnds(true, GRACE, ReadTime.NOTHING_WAITS);
    private final WindowEnds byReports = new WindowEnds(false, GRACE, ReadTime.NOTHING_WAITS);

    private void report(double from, double to) {
        windows.add(ServiceHarness.of(from, to, 100), 10_000);
    }

    private void oneInstanceIsExpected() {
        report(0, 10);
        report(10, 20);
        populations.closed(windows.closeOldest(), Signal.REQUESTS, kind -> true, 0, false);
    }

    @Test
    void before_it_is_known_who_reports_a_window_waits_for_one_more_report() {
        report(0, 10);
        report(10, 20);
        assertThat(byClock.due(windows, populations)).isEqualTo(ms(10 + 5 + 10));
        assertThat(byClock.isOver(windows, populations, ms(24.9))).isFalse();
        assertThat(byClock.isOver(windows, populations, ms(25))).isTrue();
    }

    @Test
    void when_all_have_reported_a_window_is_over_after_the_grace() {
        oneInstanceIsExpected();
        assertThat(byClock.due(windows, populations)).isEqualTo(ms(20 + 5));
        assertThat(byClock.isOver(windows, populations, ms(24.9))).isFalse();
        assertThat(byClock.isOver(windows, populations, ms(25))).isTrue();
    }

    @Test
    void the_quick_question_never_misses_a_window_that_is_over() {
        oneInstanceIsExpected();
        for (double second = 20; second < 30; second += .5) {
            if (byClock.isOver(windows, populations, ms(second))) {
                assertThat(byClock.mayBeOver(windows, ms(second))).isTrue();
            }
        }
        assertThat(byClock.mayBeOver(windows, ms(24.9))).isFalse();
    }

    @Test
    void a_reader_that_lags_a_minute_closes_windows_a_minute_later() {
        WindowEnds lagging = new WindowEnds(true, GRACE, (kind, wall) -> wall - 60_000);
        oneInstanceIsExpected();
        assertThat(lagging.isOver(windows, populations, ms(25 + 59))).isFalse();
        assertThat(lagging.isOver(windows, populations, ms(25 + 60))).isTrue();
        assertThat(lagging.isLive(ReportKind.REQUESTS, ms(100))).isFalse();
        assertThat(byClock.isLive(ReportKind.REQUESTS, ms(100))).isTrue();
    }

    @Test
    void in_event_time_only_reports_make_time_pass() {
        oneInstanceIsExpected();
        assertThat(byReports.isOver(windows, populations, ms(10_000))).isFalse();
        report(20, 30);
        assertThat(byReports.isOver(windows, populations, ms(0))).isTrue();
    }

    @Test
    void in_event_time_a_kind_that_has_ended_holds_nothing_up_for_ever() {
        windows.add(new UsageReport(ms(0), ms(10), 2, Double.NaN), 10_000);
        for (double from = 0; from < 50; from += 10) {
            report(from, from + 10);
        }
        assertThat(byReports.isOver(windows, populations, 0)).isFalse();
        report(50, 60);
        report(60, 70);
        assertThat(byReports.isOver(windows, populations, 0)).isTrue();
    }

    @Test
    void the_oldest_window_on_time_is_two_graces_a_report_and_a_window_old() {
        oneInstanceIsExpected();
        assertThat(byClock.oldest(windows)).isEqualTo(2 * 5_000 + 10_000 + 10_000);
    }
}
