package dev.sluice.simulator.keepalive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class KeepAliveScoreTest {
    private static boolean[] calls(int minutes, int... active) {
        boolean[] row = new boolean[minutes];
        IntStream.of(active).forEach(t -> row[t] = true);
        return row;
    }

    private static CallTrace one(int minutes, int... active) {
        return new CallTrace(0, List.of("f"), List.of(calls(minutes, active)));
    }

    @Test
    void ten_minutes_after_the_last_call_a_fixed_keep_alive_of_ten_still_holds_and_eleven_after_no_longer() {
        KeepAliveScore tenApart = KeepAliveScore.of(one(11, 0, 10), new FixedKeepAlive(1, 10), 0);
        KeepAliveScore elevenApart = KeepAliveScore.of(one(12, 0, 11), new FixedKeepAlive(1, 10), 0);

        assertThat(tenApart.cold()).isEqualTo(1);
        assertThat(tenApart.idle()).isEqualTo(9);
        // ten silent minutes in between: cold, and all ten were idle
        assertThat(elevenApart.cold()).isEqualTo(2);
        assertThat(elevenApart.idle()).isEqualTo(10);
    }

    @Test
    void nothing_is_loaded_or_idle_before_the_first_call_even_for_who_knows_it() {
        CallTrace trace = one(100, 90, 95);
        KeepAliveScore score = KeepAliveScore.of(trace, new PerfectKnowledge(trace, 0), 0);

        assertThat(score.cold()).isEqualTo(1);
        assertThat(score.active()).isEqualTo(2);
        assertThat(score.idle()).isZero();
        assertThat(KeepAliveScore.of(trace, new FixedKeepAlive(1, 240), 0).idle())
                .isEqualTo(4 + 4);
    }

    @Test
    void a_function_that_is_never_called_has_no_share() {
        CallTrace trace = new CallTrace(0, List.of("never", "once"), List.of(calls(5), calls(5, 2)));
        KeepAliveScore score = KeepAliveScore.of(trace, new FixedKeepAlive(2, 10), 0);

        assertThat(score.coldShares()).containsExactly(1.0);
    }

    @Test
    void percentiles_lie_between_ranks_and_the_overall_share_counts_minutes() {
        KeepAliveScore score = new KeepAliveScore(List.of(0.0, 0.1, 0.2, 0.5, 1.0), 7, 70, 3);

        assertThat(score.percentile(0.5)).isEqualTo(0.2);
        assertThat(score.percentile(0.75)).isEqualTo(0.5);
        assertThat(score.percentile(0.9)).isCloseTo(0.8, within(1e-12));
        assertThat(score.mean()).isCloseTo(0.36, within(1e-12));
        assertThat(score.overall()).isCloseTo(0.1, within(1e-12));
    }

    @Test
    void where_loading_takes_minutes_calls_during_it_are_cold_and_it_is_not_broken_off() {
        // loading takes three minutes from the first call in minute 5: minutes 6 and 7 still wait, 8 is served
        KeepAliveScore busy = KeepAliveScore.of(one(9, 5, 6, 7, 8), new FixedKeepAlive(1, 10), 3);
        assertThat(busy.cold()).isEqualTo(3);

        // a policy that would unload at once cannot before loading is done: minutes 6 and 7 idle, 8 does not
        KeepAliveScore hasty = KeepAliveScore.of(one(20, 5), new FixedKeepAlive(1, 0), 3);
        assertThat(hasty.idle()).isEqualTo(2);
    }

    @Test
    void perfect_knowledge_loads_as_early_as_loading_takes() {
        CallTrace trace = one(60, 5, 40, 55);
        KeepAliveScore score = KeepAliveScore.of(trace, new PerfectKnowledge(trace, 3), 3);

        assertThat(score.cold()).isEqualTo(1);
        // two minutes of loading after the first call, three before each of the others
        assertThat(score.idle()).isEqualTo(2 + 3 + 3);
    }
}
