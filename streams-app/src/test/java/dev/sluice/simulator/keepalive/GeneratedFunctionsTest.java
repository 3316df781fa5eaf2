package dev.sluice.simulator.keepalive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.keepalive.KeepAliveContest.Entry;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the learned rule from getting worse, on generated functions. */
final class GeneratedFunctionsTest {
    private record Contest(List<Entry> entries) {
        Entry get(String name) {
            return entries.stream()
                    .filter(entry -> entry.name().equals(name))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private static Contest contest(long seed, double budget, int lead) {
        return new Contest(KeepAliveContest.run(GeneratedFunctions.day(seed), budget, lead));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void at_no_more_idle_time_than_ten_fixed_minutes_it_leaves_a_third_of_the_cold_starts(long seed) {
        Contest entries = contest(seed, 1, 0);
        Entry sluice = entries.get("sluice");
        KeepAliveScore fixed = entries.get("fixed 10 min").score();

        assertThat(sluice.idleRatio()).isBetween(0.85, 1.0);
        assertThat(sluice.score().percentile(0.75)).isLessThan(0.40 * fixed.percentile(0.75));
        assertThat(sluice.score().percentile(0.5)).isLessThan(0.20 * fixed.percentile(0.5));
        assertThat(sluice.score().overall()).isLessThan(0.45 * fixed.overall());
        assertThat(sluice.score().percentile(0.75))
                .isGreaterThan(entries.get("perfect knowledge").score().percentile(0.75));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1, 2})
    void it_holds_the_budget_that_it_is_given(double budget) {
        double spent = contest(4, budget, 0).get("sluice").idleRatio();
        assertThat(spent).isBetween(0.85 * budget, 1.04 * budget);
    }

    @Test
    void decided_alone_each_function_still_beats_fixed_minutes_by_far() {
        Contest entries = contest(5, 1, 0);
        Entry alone = entries.get("sluice, each function alone");
        KeepAliveScore fixed = entries.get("fixed 10 min").score();

        assertThat(alone.idleRatio()).isLessThan(1.15);
        assertThat(alone.score().percentile(0.75)).isLessThan(0.5 * fixed.percentile(0.75));
    }

    @Test
    void at_a_little_more_budget_it_spares_more_cold_starts_than_a_histogram_with_as_much_idle_time() {
        Contest entries = contest(6, 1.5, 0);
        Entry sluice = entries.get("sluice");
        Entry histogram = entries.get("hybrid histogram, one idle time");

        assertThat(sluice.idleRatio()).isLessThan(histogram.idleRatio());
        assertThat(sluice.score().percentile(0.75)).isLessThan(histogram.score().percentile(0.75) + 0.02);
    }

    @Test
    void where_loading_takes_two_minutes_it_looks_ahead_and_still_holds_the_budget() {
        Contest entries = contest(7, 1, 2);
        Entry sluice = entries.get("sluice");
        KeepAliveScore fixed = entries.get("fixed 10 min").score();

        assertThat(sluice.idleRatio()).isLessThan(1.04);
        assertThat(sluice.score().percentile(0.75)).isLessThan(0.5 * fixed.percentile(0.75));
        assertThat(sluice.score().overall()).isLessThan(0.55 * fixed.overall());
    }

    @Test
    void the_same_trace_gives_the_same_scores() {
        assertThat(contest(8, 1, 0)).isEqualTo(contest(8, 1, 0));
    }
}
