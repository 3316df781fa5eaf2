package dev.sluice.http.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.message.ProblemException;
import org.junit.jupiter.api.Test;

/** Requests that take memory at once. */
final class RequestMemoryTest {
    private static final int FULL = 429;
    private final RequestMemory memory = new RequestMemory(100, 10, FULL);

    private static int status(RequestMemory.Share share, long bytes) {
        try {
            share.take(bytes);
            return 0;
        } catch (ProblemException e) {
            return e.problem().status();
        }
    }

    @Test
    void who_finds_none_tries_again_when_another_was_answered() {
        RequestMemory.Share large = memory.open();
        large.take(60);
        large.take(50);
        assertThat(status(memory.open(), 11)).isEqualTo(FULL);
        large.close();
        assertThat(status(memory.open(), 110)).isZero();
    }

    @Test
    void a_small_request_is_read_while_others_take_everything() {
        memory.open().take(110);
        assertThat(status(memory.open(), 10)).isZero();
        assertThat(status(memory.open(), 10)).isZero();
    }

    @Test
    void what_never_fits_is_told_so_at_once() {
        assertThatThrownBy(() -> memory.open().take(111))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        problem -> assertThat(problem.problem().status()).isEqualTo(413))
                .hasMessageContaining("larger heap");
    }

    @Test
    void a_refused_request_gives_back_what_it_had_and_takes_no_more() {
        try (RequestMemory.Share first = memory.open();
                RequestMemory.Share second = memory.open()) {
            first.take(60);
            second.take(60);
            assertThat(status(second, 60)).isEqualTo(413);
        }
        RequestMemory.Share closed = memory.open();
        closed.close();
        assertThat(status(closed, 20)).isEqualTo(FULL);
        assertThat(status(memory.open(), 110)).isZero();
    }
}
