package dev.sluice.cli.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.cost.Account;
import dev.sluice.cost.HourCost;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What services paid, beside what they would have paid for a size that never changes. */
final class CostReportTest {
    private static final List<CostLog.Booked> MOVED = List.of(hour("chat", "a10g", 0, 4), hour("chat", "h100", 2, 3));

    @Test
    void a_service_that_moved_is_compared_with_the_dearer_of_its_fleets_and_not_with_both() {
        CostReport report = CostReport.of(MOVED, CostReport.Key.SERVICE);
        assertThat(report.total().cost()).isEqualTo(14);
        // four at 2.0 per hour, for three hours: in the second nothing ran
        assertThat(report.total().staticPeakCost()).isEqualTo(24);
    }

    @Test
    void services_have_a_fleet_each() {
        List<CostLog.Booked> two = List.of(hour("chat", "a10g", 0, 4), hour("web", "a10g", 2, 3));
        assertThat(CostReport.of(two, CostReport.Key.TENANT).total().staticPeakCost())
                .isEqualTo(8 + 6);
    }

    @Test
    void by_pool_each_service_is_compared_with_its_largest_size_there() {
        assertThat(CostReport.of(MOVED, CostReport.Key.POOL).lines())
                .extracting(CostReport.Line::staticPeakCost)
                .containsExactly(8.0, 6.0);
    }

    /** So many replicas for an hour, at 2.0 each. */
    private static CostLog.Booked hour(String service, String pool, int hour, int replicas) {
        HourCost.Slice slice = new HourCost.Slice(2, replicas * HourCost.HOUR, HourCost.HOUR);
        return new CostLog.Booked(
                new Account(service, pool, "retail"),
                new HourCost(hour * HourCost.HOUR, List.of(slice), replicas * HourCost.HOUR, replicas),
                true);
    }
}
