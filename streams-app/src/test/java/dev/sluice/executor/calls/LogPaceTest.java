package dev.sluice.executor.calls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.schemas.DeadLetter.Reason;
import org.junit.jupiter.api.Test;

class LogPaceTest {
    private final LogPace pace = new LogPace();

    @Test
    void thousands_of_records_that_are_no_command_do_not_fill_the_log() {
        int lines = 0;
        long told = 0;
        for (int i = 0; i < 60_000; i++) {
            var line = pace.of(Reason.UNREADABLE, i * 10L); // a hundred a second, for ten minutes
            lines += line.isPresent() ? 1 : 0;
            told += line.orElse(0);
        }
        assertThat(lines).isBetween(18, 20);
        assertThat(told).isBetween(53_000L, 60_000L);
    }

    @Test
    void another_reason_is_told_at_once() {
        for (int i = 0; i < 100; i++) {
            pace.of(Reason.UNREADABLE, i);
        }
        assertThat(pace.of(Reason.UNREADABLE, 100)).isEmpty();
        assertThat(pace.of(Reason.KEY_IS_NOT_SERVICE, 100)).hasValue(0);
    }
}
