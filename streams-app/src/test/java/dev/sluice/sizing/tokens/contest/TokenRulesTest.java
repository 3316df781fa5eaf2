package dev.sluice.sizing.tokens.contest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sizing.contest.RuleFamily;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Of the rules that size by tokens")
final class TokenRulesTest {
    private static final double WINDOW = 5;

    @ParameterizedTest(name = "a lead of {0} windows: the shortest mean is {1}")
    @CsvSource({"0, last window", "1, mean of 10 s", "12, mean of 150 s", "36, mean of 900 s"})
    @DisplayName("those that move faster than replicas start take no part")
    void only_those_that_can_be_followed(int leadWindows, String shortest) {
        assertThat(IntStream.range(0, TokenRules.count())
                        .filter(rule -> TokenRules.family(rule) == RuleFamily.REACTIVE)
                        .filter(rule -> TokenRules.takesPart(rule, leadWindows, WINDOW))
                        .mapToObj(TokenRules::name)
                        .filter(name -> !name.contains("root"))
                        .map(name -> name.replaceAll(" at .*", ""))
                        .min(TokenRulesTest::byLength))
                .contains(shortest);
    }

    @Test
    @DisplayName("those with a root spare more for each replica of a small fleet than of a large one")
    void roots() {
        int rule = rule("1.40 x mean of 300 s + 2.5 x root");

        assertThat(TokenRules.replicas(rule, 4)).isCloseTo(1.4 * 4 + 2.5 * 2, within(1e-9));
        assertThat(TokenRules.replicas(rule, 100)).isCloseTo(1.4 * 100 + 2.5 * 10, within(1e-9));
        assertThat(TokenRules.replicas(rule, 0)).isZero();
        assertThat(TokenRules.takesPart(rule, 0, WINDOW)).isFalse();
        assertThat(TokenRules.name(TokenRules.like(rule))).isEqualTo("mean of 300 s at 50 %");
    }

    @Test
    @DisplayName("abundant ones take part only where replicas take time to start")
    void abundance() {
        int rule = rule("mean of 1800 s at 24 %");

        assertThat(TokenRules.replicas(rule, 6)).isCloseTo(25, within(1e-9));
        assertThat(TokenRules.takesPart(rule, 0, WINDOW)).isFalse();
        assertThat(TokenRules.takesPart(rule, 1, WINDOW)).isTrue();
        assertThat(TokenRules.takesPart(rule, 1000, WINDOW)).isTrue();
    }

    private static int rule(String name) {
        return IntStream.range(0, TokenRules.count())
                .filter(i -> TokenRules.name(i).equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    @DisplayName("those that came later are read as the one that was most like them")
    void later_rules() {
        int lean = rule("last window at 80 %");
        int last = TokenRules.count() - 1;

        assertThat(TokenRules.name(TokenRules.like(lean))).isEqualTo("last window at 67 %");
        assertThat(TokenRules.name(last)).isEqualTo("mean of 1800 s at 24 %");
        assertThat(TokenRules.name(TokenRules.like(last))).isEqualTo("mean of 900 s at 36 %");
        assertThat(TokenRules.wereSoMany(TokenRules.WITHOUT_ROOTS)).isTrue();
        assertThat(TokenRules.wereSoMany(TokenRules.WITHOUT_ROOTS + 1)).isFalse();
    }

    private static int byLength(String one, String other) {
        return Integer.compare(seconds(one), seconds(other));
    }

    private static int seconds(String name) {
        return name.startsWith("last") ? 0 : Integer.parseInt(name.replaceAll("\\D", ""));
    }

    @Test
    @DisplayName("those with memory always take part")
    void memory_always_counts() {
        assertThat(IntStream.range(0, TokenRules.count())
                        .filter(rule -> TokenRules.family(rule) != RuleFamily.REACTIVE)
                        .allMatch(rule -> TokenRules.takesPart(rule, 1000, WINDOW)))
                .isTrue();
    }

    @Test
    @DisplayName("the last window's keeps two thirds of the half minute before it")
    void the_last_window_forgets_slowly() {
        double[] levels = new double[TokenRules.LANES];
        levels[1] = 300;
        int quick = IntStream.range(0, TokenRules.count())
                .filter(rule -> TokenRules.name(rule).startsWith("last window"))
                .findFirst()
                .orElseThrow();

        TokenRules.combine(levels, 50);
        assertThat(levels[TokenRules.lane(quick)]).isEqualTo(200);
        TokenRules.combine(levels, 250);
        assertThat(levels[TokenRules.lane(quick)]).isEqualTo(250);
    }
}
