package dev.sluice.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ReportedDemandTest {
    private static final long NOON = 1_772_452_800_000L;

    @Test
    void two_instances_that_report_every_five_seconds_fill_windows_of_ten() {
        ReportedDemand demand = new ReportedDemand(10_000);
        for (int i = 0; i < 4; i++) {
            report(demand, 5L * i, 5L * i + 5, 1 + i);
            report(demand, 5L * i, 5L * i + 5, 10);
        }

        Trace trace = demand.trace();

        assertThat(trace.start()).isEqualTo(NOON / 1000.0);
        assertThat(trace.step()).isEqualTo(10);
        assertThat(trace.values()).containsExactly(1 + 2 + 20, 3 + 4 + 20);
    }

    @Test
    void a_service_that_reports_once_a_minute_has_windows_of_a_minute() {
        ReportedDemand demand = new ReportedDemand(10_000);
        report(demand, 0, 60, 5);
        report(demand, 60, 120, 7);
        assertThat(demand.trace()).satisfies(t -> {
            assertThat(t.step()).isEqualTo(60);
            assertThat(t.values()).containsExactly(5, 7);
        });
    }

    @Test
    void two_lengths_of_window_are_made_of_the_same_steps() {
        ReportedDemand demand = new ReportedDemand(30_000, 20_000);
        for (long i = 0; i < 12; i++) {
            report(demand, 5 * i, 5 * i + 5, 1);
        }
        assertThat(demand.trace().step()).isEqualTo(10);
        assertThat(demand.trace().values()).containsOnly(2).hasSize(6);
    }

    @Test
    void a_report_over_the_edge_of_a_window_is_shared_and_order_does_not_matter() {
        ReportedDemand demand = new ReportedDemand(10_000);
        report(demand, 0, 10, 4);
        report(demand, 18, 28, 10);
        report(demand, 28, 30, 0);
        report(demand, 8, 18, 10);
        assertThat(demand.trace().values()).containsExactly(4 + 2, 8 + 2, 8);
    }

    @Test
    void silence_holds_the_demand_before_it_and_the_running_window_is_left_out() {
        ReportedDemand demand = new ReportedDemand(10_000);
        report(demand, 0, 10, 4);
        report(demand, 30, 40, 8);
        report(demand, 40, 45, 99);
        assertThat(demand.trace().values()).containsExactly(4, 4, 4, 8);
    }

    @Test
    void what_is_no_report_or_fills_no_window_is_refused() {
        ReportedDemand demand = new ReportedDemand(10_000);
        assertThat(demand.isEmpty()).isTrue();
        assertThatThrownBy(demand::trace).hasMessageContaining("no window");
        assertThatThrownBy(() -> report(demand, 10, 10, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> report(demand, 0, 10, -1)).isInstanceOf(IllegalArgumentException.class);
        report(demand, 0, 10, 1);
        assertThatThrownBy(() -> demand.add(4_000_000_000_000L, 4_000_000_010_000L, 1))
                .hasMessageContaining("narrow the time");
    }

    private static void report(ReportedDemand demand, long from, long to, long amount) {
        demand.add(NOON + 1000 * from, NOON + 1000 * to, (double) amount);
    }
}
