package dev.sluice.simulator.llm.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class GeneratedRequestsTest {
    private static final double DAY = 86_400;

    @ParameterizedTest
    @EnumSource(RequestKind.class)
    void a_seed_gives_the_same_requests_and_another_others(RequestKind kind) {
        RequestTrace trace = GeneratedRequests.of(kind, 3600, 1, 1);
        RequestTrace again = GeneratedRequests.of(kind, 3600, 1, 1);
        RequestTrace other = GeneratedRequests.of(kind, 3600, 1, 2);

        assertThat(trace.length()).isEqualTo(again.length()).isNotEqualTo(other.length());
        assertThat(IntStream.range(0, trace.length())
                        .allMatch(i -> trace.request(i).equals(again.request(i))))
                .isTrue();
        assertThat(trace.end()).isEqualTo(3600);
    }

    @ParameterizedTest
    @EnumSource(RequestKind.class)
    void scale_multiplies_the_rate(RequestKind kind) {
        double once = GeneratedRequests.of(kind, DAY, 1, 3).length();
        double five = GeneratedRequests.of(kind, DAY, 5, 3).length();
        assertThat(five / once).isBetween(3.0, 8.0);
        assertThat(once / DAY).isBetween(1.0, 8.0);
    }

    @Test
    void chat_has_long_answers_and_hits_and_code_has_silence() {
        RequestTrace chat = GeneratedRequests.of(RequestKind.CHAT, DAY / 4, 1, 4);
        RequestTrace code = GeneratedRequests.of(RequestKind.CODE, DAY / 4, 1, 4);

        assertThat(median(chat, chat::output)).isBetween(120, 140);
        assertThat(median(code, code::output)).isBetween(11, 15);
        assertThat(median(chat, chat::prompt)).isBetween(950, 1100);
        assertThat(median(code, code::prompt)).isBetween(1400, 1600);
        assertThat(IntStream.range(0, chat.length())
                        .filter(i -> chat.hit(i) > 0)
                        .count())
                .isBetween(chat.length() * 4L / 10, chat.length() / 2L);
        assertThat(silentMinutes(chat)).isLessThan(5);
        assertThat(silentMinutes(code)).isBetween(90L, 160L);
    }

    private static int median(RequestTrace trace, IntUnaryOperator tokens) {
        int[] sorted = IntStream.range(0, trace.length()).map(tokens).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static long silentMinutes(RequestTrace trace) {
        long busy = IntStream.range(0, trace.length())
                .map(i -> (int) (trace.arrival(i) / 60))
                .distinct()
                .count();
        return (long) (trace.end() / 60) - busy;
    }

    @Test
    void no_more_is_generated_than_can_be_simulated() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GeneratedRequests.of(RequestKind.CHAT, DAY * 31, 1000, 1))
                .withMessageContaining("20000000");
    }
}
