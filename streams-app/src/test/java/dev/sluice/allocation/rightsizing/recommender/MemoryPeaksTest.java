package dev.sluice.allocation.rightsizing.recommender;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Figures from kubernetes/autoscaler, vertical-pod-autoscaler/pkg/recommender/model, container_test.go. */
final class MemoryPeaksTest {
    private static final long DAY = 86_400;
    private static final long HOUR = 3_600;
    private static final double MIB = 1024 * 1024;

    private final Ledger ledger = new Ledger();

    /** Writes down what is booked, in MiB and seconds. */
    static final class Ledger implements MemoryPeaks.Book {
        final List<String> lines = new ArrayList<>();

        @Override
        public void add(double bytes, long intervalEnd) {
            lines.add("add " + Math.round(bytes / MIB) + " @" + intervalEnd);
        }

        @Override
        public void subtract(double bytes, long intervalEnd) {
            lines.add("subtract " + Math.round(bytes / MIB) + " @" + intervalEnd);
        }
    }

    @Test
    void an_interval_has_one_peak_rebooked_as_it_grows() {
        MemoryPeaks peaks = new MemoryPeaks(DAY);
        peaks.used(5 * MIB, 0, ledger);
        peaks.used(10 * MIB, DAY / 2, ledger);
        peaks.used(2 * MIB, DAY, ledger);

        assertThat(ledger.lines).containsExactly("add 5 @86400", "subtract 5 @86400", "add 10 @86400", "add 2 @172800");
    }

    @Test
    void a_kill_books_a_fifth_more_and_does_not_run_away() {
        MemoryPeaks peaks = new MemoryPeaks(DAY);
        peaks.killed(1000 * MIB, 0, ledger);
        peaks.killed(999 * MIB, 0, ledger);
        peaks.killed(999 * MIB, 0, ledger);
        peaks.killed(2000 * MIB, 0, ledger);

        assertThat(ledger.lines).containsExactly("add 1200 @86400", "subtract 1200 @86400", "add 2400 @86400");
    }

    @Test
    void a_kill_books_at_least_a_hundred_mib_more() {
        new MemoryPeaks(DAY).killed(MIB, 0, ledger);

        assertThat(ledger.lines).containsExactly("add 101 @86400");
    }

    @Test
    void a_kill_below_the_peak_counts_from_the_peak() {
        MemoryPeaks peaks = new MemoryPeaks(DAY);
        peaks.used(3000 * MIB, 0, ledger);
        peaks.killed(1000 * MIB, 0, ledger);

        assertThat(ledger.lines).containsExactly("add 3000 @86400", "subtract 3000 @86400", "add 3600 @86400");
    }

    @Test
    void a_kill_just_before_the_interval_counts_and_one_from_long_ago_does_not() {
        MemoryPeaks peaks = new MemoryPeaks(DAY);
        peaks.used(100 * MIB, 0, ledger);
        peaks.used(2000 * MIB, DAY, ledger);
        assertThat(peaks.killed(1000 * MIB, DAY - 1, ledger)).isTrue();
        assertThat(peaks.killed(1000 * MIB, -108_000, ledger)).isFalse();

        assertThat(ledger.lines)
                .containsExactly("add 100 @86400", "add 2000 @172800", "subtract 2000 @172800", "add 2400 @172800");
    }

    @Test
    void intervals_in_which_nothing_was_heard_are_skipped() {
        MemoryPeaks peaks = new MemoryPeaks(HOUR);
        peaks.used(2000 * MIB, 0, ledger);
        peaks.killed(1000 * MIB, 2 * HOUR, ledger);

        assertThat(ledger.lines).containsExactly("add 2000 @3600", "add 2400 @10800");
    }

    @Test
    void samples_that_are_old_or_impossible_are_refused() {
        MemoryPeaks peaks = new MemoryPeaks(HOUR);
        assertThat(peaks.used(-1, 0, ledger)).isFalse();
        assertThat(peaks.used(1, 100, ledger)).isTrue();
        assertThat(peaks.used(2, 99, ledger)).isFalse();
    }

    @Test
    void what_is_remembered_can_be_stored() {
        MemoryPeaks peaks = new MemoryPeaks(DAY);
        peaks.used(5 * MIB, 10, ledger);
        MemoryPeaks copy = new MemoryPeaks(DAY);
        copy.restore(peaks.state());
        copy.used(9 * MIB, 20, ledger);

        assertThat(ledger.lines).containsExactly("add 5 @86410", "subtract 5 @86410", "add 9 @86410");
    }
}
