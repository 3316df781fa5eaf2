package dev.sluice.control;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.window.OpenWindows;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class MissingReportsTest {
    private final OpenWindows windows = new OpenWindows();
    private final MissingReports missingReports = new MissingReports();

    @Test
    void of_a_service_that_never_reported_nothing_is_said() {
        assertThat(missingReports.reportAt(windows)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void it_is_said_after_two_windows_and_then_at_doubling_pauses_up_to_ten_minutes() {
        windows.add(ServiceHarness.of(0, 10, 1), 10_000);
        windows.closeOldest();
        missingReports.broken(windows);
        List<Long> pauses = new ArrayList<>();
        long before = ms(10);
        for (int i = 0; i < 10; i++) {
            long next = missingReports.reportAt(windows);
            pauses.add((next - before) / 1000);
            missingReports.reported(next, windows);
            before = next;
        }
        assertThat(pauses).containsExactly(20L, 10L, 20L, 40L, 80L, 160L, 320L, 600L, 600L, 600L);
    }

    @Test
    void a_window_with_reports_ends_it() {
        windows.add(ServiceHarness.of(0, 10, 1), 10_000);
        windows.closeOldest();
        missingReports.reported(ms(1000), windows);
        missingReports.reported(ms(2000), windows);
        windows.add(ServiceHarness.of(2000, 2010, 1), 10_000);
        windows.closeOldest();
        missingReports.broken(windows);
        assertThat(missingReports.reportAt(windows)).isEqualTo(ms(2030));
    }
}
