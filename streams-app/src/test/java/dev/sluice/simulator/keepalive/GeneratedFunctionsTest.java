package dev.sluice.simulator.keepalive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.idle.ColdStartWorth;
import dev.sluice.policy.idle.KeepAlive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Keeps the learned rule from getting worse, on generated functions. */
final class GeneratedFunctionsTest {
    private static final KeepAlive AT_ONCE = new KeepAlive(ColdStartWorth.WORST_OFF, 0);

    private static KeepAliveScore fixed(CallTrace trace, int lead) {
        return KeepAliveScore.of(trace, new FixedKeepAlive(trace.functions().size(), 10), lead);
    }

    private static KeepAliveScore learned(CallTrace trace, double budget) {
        return KeepAliveScore.of(trace, LearnedKeepAlive.together(trace, AT_ONCE, budget), 0);
    }

    private static double ratio(KeepAliveScore score, KeepAliveScore fixed) {
        return (double) score.idle() / fixed.idle();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void at_no_more_idle_time_than_ten_fixed_minutes_it_leaves_less_than_half_of_the_cold_starts(long seed) {
        CallTrace trace = GeneratedFunctions.day(seed);
        KeepAliveScore fixed = fixed(trace, 0);
        KeepAliveScore score = learned(trace, 1);
        KeepAliveScore perfect = KeepAliveScore.of(trace, new PerfectKnowledge(trace, 0), 0);

        assertThat(ratio(score, fixed)).isBetween(0.85, 1.0);
        assertThat(score.percentile(0.75)).isLessThan(0.40 * fixed.percentile(0.75));
        assertThat(score.percentile(0.5)).isLessThan(0.20 * fixed.percentile(0.5));
        assertThat(score.overall()).isLessThan(0.45 * fixed.overall());
        assertThat(score.percentile(0.75)).isGreaterThan(perfect.percentile(0.75));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.5, 1.5, 2})
    void it_holds_the_budget_that_it_is_given(double budget) {
        CallTrace trace = GeneratedFunctions.day(4);
        assertThat(ratio(learned(trace, budget), fixed(trace, 0))).isBetween(0.85 * budget, 1.04 * budget);
    }

    @Test
    void decided_alone_each_function_still_beats_fixed_minutes_by_far() {
        CallTrace trace = GeneratedFunctions.day(5);
        KeepAliveScore fixed = fixed(trace, 0);
        KeepAlive alone = new KeepAlive(ColdStartWorth.ALONE, 0);
        KeepAliveScore score = KeepAliveScore.of(trace, LearnedKeepAlive.alone(trace, alone, 1), 0);

        assertThat(ratio(score, fixed)).isLessThan(1.4);
        assertThat(score.percentile(0.75)).isLessThan(0.4 * fixed.percentile(0.75));
    }

    @Test
    void with_less_idle_time_than_a_histogram_it_leaves_no_more_functions_cold() {
        CallTrace trace = GeneratedFunctions.day(6);
        int functions = trace.functions().size();
        KeepAliveScore histogram = KeepAliveScore.of(trace, new HybridHistogram(functions, 1), 0);
        KeepAliveScore score = learned(trace, 1.5);

        assertThat(score.idle()).isLessThan(histogram.idle());
        assertThat(score.percentile(0.75)).isLessThan(histogram.percentile(0.75) + 0.025);
    }

    @Test
    void where_loading_takes_two_minutes_it_looks_ahead_and_still_holds_the_budget() {
        CallTrace trace = GeneratedFunctions.day(7);
        KeepAliveScore fixed = fixed(trace, 2);
        KeepAlive slow = new KeepAlive(ColdStartWorth.WORST_OFF, 2);
        KeepAliveScore score = KeepAliveScore.of(trace, LearnedKeepAlive.together(trace, slow, 1), 2);

        assertThat(ratio(score, fixed)).isLessThan(1.04);
        assertThat(score.percentile(0.75)).isLessThan(0.5 * fixed.percentile(0.75));
        assertThat(score.overall()).isLessThan(0.55 * fixed.overall());
    }

    @Test
    void the_same_trace_gives_the_same_score() {
        assertThat(learned(GeneratedFunctions.day(8), 1)).isEqualTo(learned(GeneratedFunctions.day(8), 1));
    }
}
