package dev.sluice.executor.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How far requests are spread. */
final class RequestPacerTest {
    private long nanos = 7;

    @Test
    void a_burst_goes_at_once_and_what_follows_at_the_rate() {
        RequestPacer pacer = new RequestPacer(100, 3, () -> nanos);
        assertThat(millis(pacer)).isZero();
        assertThat(millis(pacer)).isZero();
        assertThat(millis(pacer)).isZero();
        assertThat(millis(pacer)).isEqualTo(10);
        assertThat(millis(pacer)).isEqualTo(20);

        pass(Duration.ofSeconds(10));
        assertThat(millis(pacer)).as("a rest gives back a burst, not more").isZero();
        assertThat(millis(pacer)).isZero();
        assertThat(millis(pacer)).isZero();
        assertThat(millis(pacer)).isEqualTo(10);
    }

    @Test
    void no_limit() {
        RequestPacer pacer = new RequestPacer(0, 1, () -> nanos);
        for (int i = 0; i < 1000; i++) {
            assertThat(pacer.reserve()).isZero();
        }
    }

    @Test
    void a_pause_holds_everybody_and_a_shorter_one_does_not_end_it() {
        RequestPacer pacer = new RequestPacer(0, 1, () -> nanos);
        pacer.pause(Duration.ofSeconds(2));
        pacer.pause(Duration.ofSeconds(1));
        assertThat(millis(pacer)).isEqualTo(2000);
        pass(Duration.ofMillis(1500));
        assertThat(millis(pacer)).isEqualTo(500);
        pass(Duration.ofMillis(500));
        assertThat(millis(pacer)).isZero();
    }

    @Test
    void over_any_time_no_more_than_the_burst_and_the_rate() {
        Random random = new Random(20_260_301);
        for (int run = 0; run < 50; run++) {
            int rate = 1 + random.nextInt(500);
            int burst = 1 + random.nextInt(50);
            RequestPacer pacer = new RequestPacer(rate, burst, () -> nanos);
            long start = nanos;
            long last = 0;
            for (int sent = 1; sent <= 500; sent++) {
                nanos += random.nextInt(3) == 0 ? random.nextInt(20_000_000) : 0;
                last = Math.max(last, nanos - start + pacer.reserve());
                double allowed = burst + (double) last * rate / TimeUnit.SECONDS.toNanos(1);
                assertThat((double) sent).isLessThanOrEqualTo(allowed + 1e-3 * sent + 1);
            }
        }
    }

    private static long millis(RequestPacer pacer) {
        return TimeUnit.NANOSECONDS.toMillis(pacer.reserve());
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
    }
}
