package dev.sluice.control.window;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.window.Population.Attendance;
import dev.sluice.demand.Signal;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** Ten replicas run; each instance reports windows of ten seconds. */
final class PopulationsTest {
    private static final int RUNNING = 10;
    private final Populations populations = new Populations();

    private static WindowSum window(int start, int instances, double each, int usages) {
        WindowSum window = new WindowSum(ms(start), 10_000);
        for (int i = 0; i < instances; i++) {
            window.add(ServiceHarness.of(start, start + 10, each));
        }
        for (int i = 0; i < usages; i++) {
            window.add(new UsageReport(ms(start), ms(start + 10), 1, Double.NaN));
        }
        return window;
    }

    private Attendance closed(Populations known, WindowSum window) {
        return known.closed(window, Signal.REQUESTS, kind -> kind == ReportKind.REQUESTS, RUNNING, false);
    }

    @Test
    void a_window_that_eight_of_ten_reported_counts_as_if_the_others_were_like_them() {
        closed(populations, window(0, 10, 10, 0));
        WindowSum partial = window(10, 8, 9, 0);
        Attendance attendance = closed(populations, partial);
        assertThat(attendance.isPartial()).isTrue();
        assertThat(attendance.reporting()).isEqualTo(8);
        assertThat(partial.requests()).isCloseTo(90, within(1e-9));
    }

    @Test
    void but_not_above_the_last_whole_window() {
        closed(populations, window(0, 10, 10, 0));
        WindowSum partial = window(10, 5, 16, 0);
        closed(populations, partial);
        assertThat(partial.requests()).isCloseTo(100, within(1e-9));
    }

    @Test
    void a_kind_that_the_service_is_not_sized_by_holds_nothing_up() {
        closed(populations, window(0, 10, 10, 10));
        assertThat(closed(populations, window(10, 10, 10, 6)).isPartial()).isFalse();
        Attendance sizedByBoth =
                populations.closed(window(20, 10, 10, 6), Signal.REQUESTS, kind -> true, RUNNING, false);
        assertThat(sizedByBoth.reporting()).isEqualTo(6);
    }

    @Test
    void the_kind_that_measures_demand_is_told_first() {
        closed(populations, window(0, 10, 10, 10));
        Attendance both = populations.closed(window(10, 7, 10, 6), Signal.CPU, kind -> true, RUNNING, false);
        assertThat(both.reporting()).isEqualTo(6);
    }

    @Test
    void a_kind_that_nobody_reports_is_not_missed() {
        closed(populations, window(0, 10, 10, 10));
        WindowSum without = window(10, 10, 10, 0);
        assertThat(populations.closed(without, Signal.REQUESTS, kind -> true, RUNNING, false))
                .isEqualTo(Attendance.ALL);
        assertThat(without.requests()).isEqualTo(100);
    }

    @Test
    void what_was_written_expects_the_same() throws IOException {
        closed(populations, window(0, 10, 10, 4));
        Populations again = new Populations();
        again.read(ServiceHarness.in(ServiceHarness.bytes(populations::write)));
        assertThat(closed(again, window(10, 8, 9, 4))).isEqualTo(closed(populations, window(10, 8, 9, 4)));
    }
}
