package dev.sluice.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.client.Fence.Verdict;
import java.time.Instant;
import org.junit.jupiter.api.Test;

final class FenceTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String CHECKOUT = "checkout";

    private final Fence<String> fence = new Fence<>();

    @Test
    void a_morning_of_one_service() {
        assertThat(at(0, 1, 300)).as("the first").isEqualTo(Verdict.PASS);
        assertThat(at(10, 2, 310)).as("the next").isEqualTo(Verdict.PASS);
        assertThat(at(11, 2, 310)).as("delivered again").isEqualTo(Verdict.SUPERSEDED);
        assertThat(at(12, 1, 300)).as("an old one, late").isEqualTo(Verdict.SUPERSEDED);
        assertThat(at(20, 7, 320)).as("some were skipped").isEqualTo(Verdict.PASS);
        assertThat(at(30, 6, 330)).as("one of the skipped").isEqualTo(Verdict.SUPERSEDED);
    }

    @Test
    void valid_until_is_the_first_moment_that_is_too_late() {
        assertThat(at(299, 1, 300)).isEqualTo(Verdict.PASS);
        assertThat(at(300, 2, 300)).isEqualTo(Verdict.EXPIRED);
    }

    @Test
    void what_came_too_late_is_still_newer_than_what_was_before_it() {
        assertThat(at(400, 5, 300)).isEqualTo(Verdict.EXPIRED);
        assertThat(at(401, 4, 900)).as("its sender has changed its mind since").isEqualTo(Verdict.SUPERSEDED);
        assertThat(at(402, 6, 900)).isEqualTo(Verdict.PASS);
    }

    @Test
    void services_and_their_pools_have_generations_of_their_own() {
        assertThat(at(0, 9, 300)).isEqualTo(Verdict.PASS);
        assertThat(fence.judge("search", 1, NOON.plusSeconds(300), NOON)).isEqualTo(Verdict.PASS);
        assertThat(fence.judge("checkout/gpu", 1, NOON.plusSeconds(300), NOON)).isEqualTo(Verdict.PASS);
    }

    @Test
    void after_a_restart_the_answers_of_before_are_the_fence() {
        fence.answered(CHECKOUT, 8);
        fence.answered(CHECKOUT, 7);

        assertThat(fence.newest(CHECKOUT)).hasValue(8);
        assertThat(at(0, 8, 300)).isEqualTo(Verdict.SUPERSEDED);
        assertThat(at(0, 9, 300)).isEqualTo(Verdict.PASS);
    }

    private Verdict at(int second, long generation, int validUntilSecond) {
        return fence.judge(CHECKOUT, generation, NOON.plusSeconds(validUntilSecond), NOON.plusSeconds(second));
    }
}
