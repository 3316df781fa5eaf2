package dev.sluice.executor.processes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

final class RestartBackoffTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @Test
    void at_once_then_ever_later_up_to_a_minute() {
        RestartBackoff backoff = new RestartBackoff();
        long[] waits = {0, 1, 2, 4, 8, 16, 32, 60, 60};
        Instant now = NOON;
        for (long wait : waits) {
            backoff.died("exit status 1", now);
            assertThat(backoff.mayStart(now.plusSeconds(wait))).isTrue();
            assertThat(wait > 0 && backoff.mayStart(now.plusSeconds(wait).minusMillis(1)))
                    .isFalse();
            now = now.plusSeconds(wait);
        }
        assertThat(backoff.describe()).isEqualTo("; 9 ended by themselves, the last with exit status 1");
    }

    @Test
    void one_that_stays_ready_ends_the_series() {
        RestartBackoff backoff = new RestartBackoff();
        backoff.died("exit status 1", NOON);
        backoff.died("exit status 1", NOON);
        Instant ready = NOON.plusSeconds(1);

        backoff.ready(ready, ready.plusSeconds(9));
        assertThat(backoff.describe()).isNotEmpty();
        backoff.ready(ready, ready.plusSeconds(10));

        assertThat(backoff.describe()).isEmpty();
        backoff.died("exit status 1", NOON.plusSeconds(60));
        assertThat(backoff.mayStart(NOON.plusSeconds(60))).isTrue();
    }
}
