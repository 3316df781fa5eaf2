package dev.sluice.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** Which reporters' clocks are said to be wrong, by what stands in the topic. */
final class ClockCheckTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00Z");

    private final ClockCheck clocks = new ClockCheck(NOW);

    /** A report that is sent as soon as its interval is over, by a clock that is off. */
    private void sent(int partition, String service, int instance, int secondsAgo, int off) {
        Instant by = NOW.minusSeconds(secondsAgo).plusSeconds(off);
        sent(partition, by, service, instance, by);
    }

    private void sent(int partition, Instant stamped, String service, int instance, Instant to) {
        clocks.reported(
                partition,
                stamped,
                RequestRateEvent.newBuilder()
                        .setService(service)
                        .setInstance(service + "-" + instance)
                        .setFrom(to.minusSeconds(5))
                        .setTo(to)
                        .setRequests(3)
                        .build());
    }

    @Test
    void a_clock_that_is_behind_is_told_with_service_and_instance_and_by_how_much() {
        for (int ago = 300; ago > 0; ago -= 5) {
            sent(2, "checkout", 1, ago, 0);
            sent(2, "checkout", 2, ago, -140);
            sent(2, "search", 1, ago, -20);
        }
        assertThat(clocks.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.state()).isEqualTo(Finding.State.WARNING);
            assertThat(finding.detail()).isEqualTo("checkout/checkout-2 is 140s behind");
        });
    }

    @Test
    void a_clock_that_is_behind_is_known_without_others_where_the_broker_stamps_records() {
        for (int ago = 300; ago > 0; ago -= 5) {
            sent(0, NOW.minusSeconds(ago), "search", 1, NOW.minusSeconds(ago).minus(Duration.ofMinutes(7)));
        }
        assertThat(clocks.findings()).extracting(Finding::detail).containsExactly("search/search-1 is 7m behind");
    }

    @Test
    void a_reporter_that_stopped_or_sends_late_for_a_while_has_no_wrong_clock() {
        for (int ago = 300; ago > 0; ago -= 5) {
            sent(1, "checkout", 1, ago, 0);
            if (ago > 200) {
                sent(1, "checkout", 2, ago, 0);
            }
            if (ago < 100) {
                Instant waited = NOW.minusSeconds(3L * ago);
                sent(1, NOW.minusSeconds(ago), "checkout", 3, waited);
            }
        }
        assertThat(clocks.findings()).isEmpty();
    }

    @Test
    void beside_a_clock_that_is_ahead_no_other_is_said_to_be_behind() {
        for (int ago = 300; ago > 0; ago -= 5) {
            sent(1, "checkout", 1, ago, 180);
            sent(1, "checkout", 2, ago, 0);
            sent(4, "search", 1, ago, 0);
            sent(4, "search", 2, ago, -60);
        }
        assertThat(clocks.findings())
                .extracting(Finding::detail)
                .containsExactly("checkout/checkout-1 is 175s ahead of this machine", "search/search-2 is 1m behind");
    }
}
