package dev.sluice.control.window;

import static dev.sluice.control.harness.ServiceHarness.ms;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.demand.Signal;
import dev.sluice.demand.UsageLimits;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

final class WindowSumTest {
    private final WindowSum window = new WindowSum(ms(0), 10_000);

    @Test
    void levels_are_means_over_time_summed_over_instances() {
        window.add(ServiceHarness.withConcurrency(0, 5, 10, 4));
        window.add(ServiceHarness.withConcurrency(5, 10, 10, 8));
        window.add(ServiceHarness.withConcurrency(0, 10, 10, 3));
        window.add(new UsageReport(ms(0), ms(10), 1.5, Double.NaN));
        window.add(new UsageReport(ms(-5), ms(5), 1, Double.NaN));
        DemandWindow closed = window.closed();
        assertThat(closed.concurrency()).hasValue(9);
        assertThat(closed.cpu().orElseThrow()).isCloseTo(2, within(1e-9));
        assertThat(closed.gpu()).isEmpty();
        assertThat(closed.instances()).isEqualTo(2);
    }

    @Test
    void a_level_that_nobody_reported_is_unknown_and_one_of_zero_is_zero() {
        window.add(ServiceHarness.withBacklog(0, 10, 10, 0));
        assertThat(window.closed().backlog()).hasValue(0);
        assertThat(window.closed().concurrency()).isEmpty();
        assertThat(window.closed().demand(Signal.UNITS)).isEmpty();
    }

    @Test
    void units_are_counted_and_not_averaged() {
        window.add(ServiceHarness.withUnits(0, 5, 1, 300));
        window.add(ServiceHarness.withUnits(5, 15, 1, 1000));
        assertThat(window.closed().units().orElseThrow()).isCloseTo(800, within(1e-9));
        assertThat(window.closed().demand(Signal.UNITS).orElseThrow()).isCloseTo(80, within(1e-9));
    }

    @Test
    void latencies_belong_to_the_window_in_which_a_report_ends() {
        window.add(ServiceHarness.withLatency(-5, 5, 100, 80));
        window.add(ServiceHarness.withLatency(5, 15, 100, 900));
        LatencyHistogram latency = window.closed().latency();
        assertThat(latency.total()).isEqualTo(100);
        assertThat(latency.quantile(.5).orElseThrow()).isBetween(70.0, 90.0);
    }

    @Test
    void an_instance_that_came_in_the_middle_counts_whole() {
        window.add(ServiceHarness.of(0, 10, 1));
        window.add(ServiceHarness.of(7, 10, 1));
        assertThat(window.closed().instances()).isEqualTo(2);
    }

    @Test
    void nothing_reported_is_no_demand_known() {
        assertThat(window.closed().demand(Signal.REQUESTS)).isEmpty();
        assertThat(window.reporting()).isZero();
    }

    @Test
    void limits_of_usage_are_summed_as_the_usage_is() throws IOException {
        window.add(usage("a", 0, 10, 1, 2));
        window.add(usage("b", 5, 10, 1, 4));
        assertThat(restored(window).closed().limits())
                .isEqualTo(new UsageLimits(OptionalDouble.of(4), OptionalDouble.empty(), 1.5));
        window.raise(ReportKind.USAGE, 2);
        assertThat(window.closed().limits())
                .as("with as many missing")
                .isEqualTo(new UsageLimits(OptionalDouble.of(8), OptionalDouble.empty(), 3));
    }

    @Test
    void a_limit_that_one_instance_did_not_say_is_unknown() throws IOException {
        window.add(usage("a", 0, 5, 1, Double.NaN));
        // stored in between, as by versions that knew no limits
        WindowSum later = restored(window);
        later.add(usage("b", 0, 10, 1, 2));
        assertThat(later.closed().limits().cpu()).isEmpty();
        assertThat(restored(later).closed().limits().cpu()).isEmpty();
    }

    private static UsageReport usage(String instance, int from, int to, double cpu, double limit) {
        return new UsageReport(instance, ms(from), ms(to), cores(cpu), cores(limit), 0);
    }

    private static UsageReport.Amounts cores(double cores) {
        return new UsageReport.Amounts(cores, Double.NaN, Double.NaN, Double.NaN, Double.NaN);
    }

    private static WindowSum restored(WindowSum window) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        window.write(new DataOutputStream(bytes));
        return WindowSum.read(ms(0), 10_000, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
