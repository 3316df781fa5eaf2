package dev.sluice.control.window.arrival;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import org.junit.jupiter.api.Test;

final class ReporterClocksTest {
    private static final long GRACE = 5_000;
    private final ReporterClocks clocks = new ReporterClocks();

    @Test
    void a_clock_that_is_ahead_is_known_by_its_first_report() {
        assertThat(shift(1, 30_000, 10_000)).isEqualTo(-20_000);
        assertThat(shift(1, 35_000, 15_300)).isEqualTo(-20_000);
    }

    @Test
    void a_clock_that_is_behind_is_known_by_its_second_report() {
        assertThat(shift(1, 10_000, 130_000)).isZero();
        assertThat(shift(1, 15_000, 135_200)).isEqualTo(120_000);
        assertThat(shift(1, 20_000, 140_000)).isEqualTo(120_000);
    }

    @Test
    void reports_that_have_waited_come_all_at_once_and_are_not_moved() {
        for (int i = 0; i < 6; i++) {
            assertThat(shift(1, 5_000 + 5_000 * i, 30_000 + i)).isZero();
        }
        assertThat(ServiceHarness.bytes(clocks::write)).hasSize(1);
    }

    @Test
    void a_clock_that_is_put_right_is_forgotten() {
        shift(1, 30_000, 10_000);
        shift(1, 15_000, 15_100);
        assertThat(shift(1, 20_000, 20_100)).isZero();
        assertThat(ServiceHarness.bytes(clocks::write)).hasSize(1);
    }

    @Test
    void while_old_reports_are_read_no_clock_seems_to_be_behind() {
        for (int i = 0; i < 20; i++) {
            assertThat(old(1, 5_000L * i, 600_000 + 5_000L * i, Long.MIN_VALUE)).isZero();
        }
    }

    @Test
    void a_clock_that_is_set_while_nobody_reads_is_known_once_reports_are_read_as_they_come() {
        shift(1, 70_000, 10_000);
        for (int i = 0; i < 20; i++) {
            assertThat(old(1, 15_000 + 5_000L * i, 300_000 + i, Long.MIN_VALUE)).isEqualTo(-60_000);
        }
        assertThat(shift(1, 305_000, 305_100)).isEqualTo(-60_000);
        assertThat(shift(1, 310_000, 310_100)).isZero();
    }

    @Test
    void a_clock_that_is_ahead_is_known_by_the_others_while_old_reports_are_read() {
        for (int i = 0; i < 20; i++) {
            long arrived = 5_000L * i;
            assertThat(old(1, arrived + 300_000, 200_000 + i, arrived)).isEqualTo(-300_000);
        }
    }

    @Test
    void one_that_is_alone_and_ahead_while_old_reports_are_read_is_placed_nowhere() {
        assertThat(old(1, 195_000, 200_000, Long.MIN_VALUE)).isZero();
        assertThat(old(1, 205_000, 200_000, Long.MIN_VALUE)).isEqualTo(ReporterClocks.NOWHERE);
        assertThat(old(1, 260_000, 200_000, Long.MIN_VALUE)).isEqualTo(ReporterClocks.NOWHERE);
        assertThat(shift(1, 265_000, 205_000)).isEqualTo(-60_000);
    }

    @Test
    void a_clock_that_is_set_back_is_known_by_the_others_while_old_reports_are_read() {
        assertThat(old(1, 5_000, 900_000, 125_000)).isZero();
        assertThat(old(1, 10_000, 900_000, 130_000)).isEqualTo(120_000);
        assertThat(old(1, 15_000, 900_000, 135_000)).isEqualTo(120_000);
    }

    @Test
    void reports_that_waited_are_not_moved_though_others_are_further() {
        for (int i = 0; i < 20; i++) {
            assertThat(old(1, 5_000L * i, 900_000, 125_000 + i)).isZero();
        }
    }

    private long shift(int reporter, long to, long wall) {
        return clocks.shift(reporter, to, wall, GRACE);
    }

    private long old(int reporter, long to, long wall, long others) {
        return clocks.shiftOfOld(reporter, to, wall, GRACE, others);
    }
}
