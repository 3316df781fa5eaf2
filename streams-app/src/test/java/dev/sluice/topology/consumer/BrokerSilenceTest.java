package dev.sluice.topology.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Polls ten times a second; the time is in ms. */
final class BrokerSilenceTest {
    private final BrokerSilence silence = new BrokerSilence();

    private void polls(long from, long to, boolean answered) {
        for (long now = from; now < to; now += 100) {
            silence.polled(answered, now);
        }
    }

    @Test
    void brokers_that_are_away_are_told_of_after_ten_seconds_and_until_one_answers() {
        polls(0, 10_000, false);
        assertThat(silence.isTold()).isFalse();
        polls(10_000, 120_000, false);
        assertThat(silence.isTold()).isTrue();
        silence.polled(true, 120_000);
        assertThat(silence.isTold()).isFalse();
    }

    @Test
    void brokers_that_answer_twice_a_second_are_not_silent() {
        for (long now = 0; now < 60_000; now += 500) {
            polls(now, now + 400, false);
            silence.polled(true, now + 400);
        }
        assertThat(silence.isTold()).isFalse();
    }

    @Test
    void a_process_that_slept_has_not_waited_for_brokers() {
        silence.polled(true, 0);
        silence.polled(false, 180_000);
        silence.polled(false, 180_100);
        assertThat(silence.isTold()).isFalse();
    }
}
