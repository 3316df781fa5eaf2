package dev.sluice.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What is said of a wait, on a terminal and elsewhere. */
final class WaitingTest {
    private static final Duration SOON = Duration.ofMillis(1);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    private final AtomicInteger read = new AtomicInteger();
    private final CountDownLatch askedOften = new CountDownLatch(5);

    private String progress() {
        askedOften.countDown();
        return "reading decisions, " + read.incrementAndGet() + " of 9 records";
    }

    private String said() {
        return bytes.toString(StandardCharsets.UTF_8);
    }

    @Test
    void of_a_short_wait_nothing_is_said() {
        try (Waiting waiting = new Waiting(this::progress, err, false, Duration.ofHours(1), SOON)) {
            assertThat(waiting).isNotNull();
        }
        assertThat(said()).isEmpty();
    }

    @Test
    void of_a_long_wait_one_line_is_said_to_a_file() throws InterruptedException {
        CountDownLatch asked = new CountDownLatch(1);
        try (Waiting waiting = new Waiting(
                () -> {
                    asked.countDown();
                    return progress();
                },
                err,
                false,
                SOON,
                SOON)) {
            asked.await();
            assertThat(waiting).isNotNull();
        }
        assertThat(said()).isEqualTo("sluice: reading decisions, 1 of 9 records …" + System.lineSeparator());
    }

    @Test
    void on_a_terminal_the_line_goes_on_and_is_gone_in_the_end() throws InterruptedException {
        try (Waiting waiting = new Waiting(this::progress, err, true, SOON, SOON)) {
            askedOften.await();
            assertThat(waiting).isNotNull();
        }
        assertThat(said())
                .doesNotContain("\n")
                .matches("(\\rsluice: reading decisions, \\d+ of 9 records … \\d+ s *)+\\r {40,}\\r");
    }
}
