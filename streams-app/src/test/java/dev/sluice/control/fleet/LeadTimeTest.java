package dev.sluice.control.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class LeadTimeTest {
    private final LeadTime lead = new LeadTime();

    @Test
    void unknown_it_is_nothing() {
        assertThat(lead.estimate()).isEmpty();
    }

    @Test
    void it_is_nearly_the_longest_of_a_few_starts() {
        starts(40);
        assertThat(lead.estimate()).contains(Duration.ofSeconds(40));
        starts(20, 30, 20);
        assertThat(lead.estimate().orElseThrow()).isBetween(Duration.ofSeconds(35), Duration.ofSeconds(40));
    }

    @Test
    void of_many_starts_one_in_ten_may_take_longer() {
        starts(20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 33, 34, 35, 36, 37, 300, 400);
        assertThat(lead.estimate().orElseThrow()).isBetween(Duration.ofSeconds(37), Duration.ofSeconds(140));
        lead.plannedBy(.5);
        assertThat(lead.estimate().orElseThrow()).isBetween(Duration.ofSeconds(29), Duration.ofSeconds(31));
        lead.plannedBy(.99);
        assertThat(lead.estimate().orElseThrow()).isGreaterThan(Duration.ofMinutes(5));
    }

    @Test
    void equal_starts_are_any_quantile() {
        starts(50, 50, 50, 50, 50);
        for (double quantile : new double[] {.01, .5, .9, .99}) {
            lead.plannedBy(quantile);
            assertThat(lead.estimate()).contains(Duration.ofSeconds(50));
        }
    }

    @Test
    void what_the_first_format_stored_is_read() throws IOException {
        for (int seen : new int[] {0, 3, 8, 11}) {
            LeadTime read = new LeadTime();
            read.read(ServiceHarness.in(ServiceHarness.bytes(out -> {
                out.writeInt(seen);
                for (int i = 0; i < Math.min(seen, 8); i++) {
                    // the eleventh start took the place of the third
                    out.writeInt(1000 * (i < seen % 8 && seen > 8 ? i + 9 : i + 1));
                }
            })));
            LeadTime learned = new LeadTime();
            for (int start = Math.max(1, seen - 7); start <= seen; start++) {
                learned.learn(Duration.ofSeconds(start));
            }
            assertThat(read).usingRecursiveComparison().isEqualTo(learned);
        }
    }

    @Test
    void it_takes_a_few_dozen_bytes() throws IOException {
        for (int i = 0; i < 50; i++) {
            lead.learn(Duration.ofSeconds(60 + i));
        }
        assertThat(ServiceHarness.bytes(lead::write)).hasSizeLessThanOrEqualTo(4 + 20 * 3);
    }

    @Test
    void a_start_takes_a_millisecond_at_least_and_a_day_at_most() {
        lead.learn(Duration.ZERO);
        assertThat(lead.estimate()).contains(Duration.ofMillis(1));
        LeadTime longest = new LeadTime();
        longest.learn(Duration.ofDays(400));
        assertThat(longest.estimate()).contains(Duration.ofDays(1));
    }

    @Test
    void written_and_read_it_goes_on_as_it_was() throws IOException {
        for (int i = 0; i < 30; i++) {
            lead.learn(Duration.ofSeconds(10 + 7 * i % 50));
            LeadTime restored = new LeadTime();
            restored.read(ServiceHarness.in(ServiceHarness.bytes(lead::write)));
            assertThat(restored).usingRecursiveComparison().isEqualTo(lead);
        }
    }

    private void starts(int... seconds) {
        for (int s : seconds) {
            lead.learn(Duration.ofSeconds(s));
        }
    }
}
