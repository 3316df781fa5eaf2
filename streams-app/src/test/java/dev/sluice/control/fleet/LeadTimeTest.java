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
    void it_is_the_longest_of_the_last_eight_starts() {
        starts(90);
        starts(20, 30, 20, 25, 20, 20, 20);
        assertThat(lead.estimate()).contains(Duration.ofSeconds(90));
        starts(20);
        assertThat(lead.estimate()).contains(Duration.ofSeconds(30));
    }

    @Test
    void a_start_takes_a_millisecond_at_least_and_a_day_at_most() {
        lead.learn(Duration.ZERO);
        assertThat(lead.estimate()).contains(Duration.ofMillis(1));
        lead.learn(Duration.ofDays(400));
        assertThat(lead.estimate()).contains(Duration.ofDays(1));
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
