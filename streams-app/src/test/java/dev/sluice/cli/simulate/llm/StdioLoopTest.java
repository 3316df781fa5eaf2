package dev.sluice.cli.simulate.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.Objective;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A fleet of another program")
final class StdioLoopTest {
    private static final ScalingPolicy POLICY =
            ScalingPolicy.of("assistant", 50).withTokens(Objective.Tokens.STANDARD);

    @Test
    @DisplayName("is sized line by line: a number, or an empty line")
    void answers() throws IOException {
        StringBuilder lines = new StringBuilder();
        for (int tick = 1; tick <= 360; tick++) {
            lines.append(line(5 * tick, 12, 200_000)).append('\n');
        }
        String[] answers = run(lines.toString()).split("\n", -1);
        assertThat(answers).hasSize(361);
        int wanted = 12;
        for (String answer : answers) {
            wanted = answer.isEmpty() ? wanted : Integer.parseInt(answer);
        }
        // 40,000 tokens per second keep eight replicas of 5,000 busy
        assertThat(wanted).isBetween(9, 50);
    }

    @Test
    @DisplayName("of which nothing is known beside its size keeps it")
    void silent() throws IOException {
        assertThat(
                        run(
                                "{\"timestamp_s\": 5, \"ready\": 3, \"interval\": {}}\n{\"timestamp_s\": 10, \"ready\": 3, \"interval\": {}}\n"))
                .matches("3?\n3?\n");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "hello | not JSON",
                "[] | one JSON object",
                "{} | timestamp_s is missing",
                "{\"timestamp_s\": 5} | ready is missing",
                "{\"timestamp_s\": 5, \"ready\": 1} | interval is missing",
                "{\"timestamp_s\": 5, \"ready\": -1, \"interval\": {}} | ready is a number from 0",
                "{\"timestamp_s\": 5, \"ready\": \"3\", \"interval\": {}} | ready is a number from 0",
                "{\"timestamp_s\": 5, \"ready\": 1, \"interval\": {\"arrived\": 1e300}} | arrived is a number from 0",
                "{\"timestamp_s\": 0, \"ready\": 1, \"interval\": {}} | timestamp_s must rise",
                "{\"timestamp_s\": 1e300, \"ready\": 1, \"interval\": {}} | timestamp_s is a number from 0"
            })
    @DisplayName("whose line cannot be used is refused with the number of the line")
    void refused(String line, String why) {
        assertThatThrownBy(() -> run(line + "\n"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 1: ")
                .hasMessageContaining(why);
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    @DisplayName("whose lines are damaged anywhere ends with an answer or an error, never otherwise")
    void damaged(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            StringBuilder line = new StringBuilder(line(5, 4, 1000));
            line.setCharAt(random.nextInt(line.length()), (char) (32 + random.nextInt(95)));
            try {
                run(line + "\n");
            } catch (IllegalArgumentException e) {
                assertThat(e).hasMessageStartingWith("line 1: ");
            }
        }
    }

    private static String line(int second, int ready, long tokens) {
        return String.format(
                Locale.ROOT,
                "{\"timestamp_s\": %d, \"wanted\": %d, \"ready\": %d, \"gateway\": 0, \"interval\": {\"arrived\": %d,"
                        + " \"arrived_prompt\": %d, \"n_ttft\": %d, \"sum_ttft\": %s, \"n_itl\": 10, \"sum_itl\": 0.4}}",
                second,
                ready,
                ready,
                tokens / 1000,
                tokens,
                tokens / 1000,
                tokens / 5000.0);
    }

    private static String run(String lines) throws IOException {
        StringWriter out = new StringWriter();
        new StdioLoop(POLICY, Optional.empty()).run(new BufferedReader(new StringReader(lines)), new PrintWriter(out));
        return out.toString();
    }
}
