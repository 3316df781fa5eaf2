package dev.sluice.control.rightsizing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.message.report.UsageReport.Amounts;
import dev.sluice.policy.Resources;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class UsageIntervalTest {
    private static final double GIB = 1L << 30;
    private static final double NONE = Double.NaN;
    private static final Amounts TWO_CORES = new Amounts(2, 4 * GIB, NONE, NONE, NONE);
    private final UsageInterval interval = new UsageInterval();

    private static UsageReport report(String instance, double cpu, double memory, Amounts limit, int kills) {
        return new UsageReport(instance, 0, 60_000, new Amounts(cpu, memory, NONE, NONE, NONE), limit, kills);
    }

    private static UsageInterval restored(UsageInterval written) throws IOException {
        return UsageInterval.read(ServiceHarness.in(ServiceHarness.bytes(written::write)));
    }

    @Test
    void an_interval_without_reports_knows_nothing() {
        assertThat(interval.highest().cpuCores()).isEmpty();
        assertThat(interval.unitsEach()).isEmpty();
        assertThat(interval.given()).isEmpty();
    }

    @Test
    void the_busiest_replica_counts_and_not_the_mean_of_all() {
        interval.add(report("a", .2, GIB, TWO_CORES, 0));
        interval.add(report("b", 1.6, 2 * GIB, TWO_CORES, 0));
        assertThat(interval.highest().cpuCores().orElseThrow()).isCloseTo(1.6, within(1e-6));
        assertThat(interval.highest().memoryBytes()).hasValue(2 * GIB);
    }

    @Test
    void cpu_of_one_replica_is_its_mean_over_time_and_memory_its_peak() {
        interval.add(new UsageReport("a", 0, 30_000, new Amounts(1, 3 * GIB, NONE, NONE, NONE), TWO_CORES, 0));
        interval.add(new UsageReport("a", 30_000, 120_000, new Amounts(.2, GIB, NONE, NONE, NONE), TWO_CORES, 0));
        assertThat(interval.highest().cpuCores().orElseThrow()).isCloseTo((30 + 18) / 120.0, within(1e-6));
        assertThat(interval.highest().memoryBytes()).hasValue(3 * GIB);
    }

    @Test
    void a_replica_that_was_killed_needed_at_least_what_it_was_allowed() {
        interval.add(report("a", .2, GIB, TWO_CORES, 1));
        interval.add(report("b", .2, GIB, TWO_CORES, 2));
        assertThat(interval.highest().kills()).isEqualTo(3);
        assertThat(interval.highest().memoryLimit()).hasValue(4 * GIB);
    }

    @Test
    void a_limit_that_means_none_is_not_what_a_replica_is_given() {
        interval.add(report("a", .2, GIB, new Amounts(2, 9e18, NONE, NONE, NONE), 0));
        assertThat(interval.given()).isEmpty();
        interval.add(report("a", .2, GIB, TWO_CORES, 0));
        assertThat(interval.given()).contains(new Resources(2, 4L << 30, 0, 0, 0));
    }

    @Test
    void what_each_replica_served_is_known_while_their_number_is_steady() {
        interval.served(100, 10, 10);
        interval.served(80, 8, 10);
        assertThat(interval.unitsEach()).hasValue(10);
        interval.served(80, 7, 10);
        assertThat(interval.unitsEach()).isEmpty();
    }

    @Test
    void a_thousand_replicas_take_the_room_of_eight() {
        for (int i = 0; i < 8; i++) {
            interval.add(report("checkout-" + i, .5, GIB, TWO_CORES, 0));
        }
        int eight = ServiceHarness.bytes(interval::write).length;
        for (int i = 8; i < 1_000; i++) {
            interval.add(report("checkout-" + i, .5, GIB, TWO_CORES, 0));
        }
        assertThat(ServiceHarness.bytes(interval::write)).hasSizeLessThanOrEqualTo(eight);
        assertThat(interval.highest().cpuCores().orElseThrow()).isCloseTo(.5, within(1e-6));
    }

    @Test
    void written_and_read_at_any_report_it_has_seen_the_same() throws IOException {
        Random random = new Random(9);
        UsageInterval restarted = new UsageInterval();
        for (int i = 0; i < 500; i++) {
            double disk = random.nextBoolean() ? NONE : random.nextInt(100) * GIB;
            Amounts used = new Amounts(random.nextDouble(), random.nextInt(8) * GIB, NONE, NONE, disk);
            UsageReport report = new UsageReport(
                    "i" + random.nextInt(20),
                    10_000L * i,
                    10_000L * i + 10_000,
                    used,
                    TWO_CORES,
                    random.nextInt(40) / 39);
            interval.add(report);
            restarted.add(report);
            int replicas = random.nextInt(9, 11);
            interval.served(i, replicas, 10);
            restarted.served(i, replicas, 10);
            restarted = restored(restarted);
            assertThat(restarted.highest()).isEqualTo(interval.highest());
            assertThat(restarted.unitsEach()).isEqualTo(interval.unitsEach());
            assertThat(restarted.given()).isEqualTo(interval.given());
            assertThat(restarted.storageLimit()).isEqualTo(interval.storageLimit());
        }
    }
}
