package dev.sluice.sizing.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sizing.tokens.contest.TokenWindows;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("How prompts slow decoding down")
final class DecodeSlowdownTest {
    private final DecodeSlowdown slowdown = new DecodeSlowdown();

    @ParameterizedTest(name = "idle {0}, slope {1}, bound {2} s")
    @CsvSource({"31, 22, .1", "22, 16, .2", "120, 90, .03", "31, 22, .07", "31, 22, .04"})
    @DisplayName("is learned, and tells how much of the time prompts may take")
    void learned(double idle, double slope, double bound) {
        Random random = new Random(7);
        double share = .3;
        for (int i = 0; i < 5_000; i++) {
            share = Math.max(.05, Math.min(.8, share + .02 * random.nextGaussian()));
            slowdown.observe(TokenWindows.of(share * 10, 10, 1 / (idle - slope * share), 60), share);
        }
        double exact = (idle - 1 / DecodeSlowdown.largestMean(bound, 1 / idle, 0)) / slope;
        assertThat(slowdown.allowedShare(bound, 0, 1)).isCloseTo(Math.max(.02, Math.min(.95, exact)), within(.05));
    }

    @Test
    @DisplayName("limits nothing while nothing is known")
    void unknown() {
        assertThat(slowdown.allowedShare(.1, 200, .1)).isEqualTo(.95);
        slowdown.observe(TokenWindows.of(0, 10, .03, 60), 0);
        assertThat(slowdown.mean()).isZero();
    }

    @Test
    @DisplayName("allows less for a tighter bound, never nothing, and buys nothing for a bound that idle replicas miss")
    void monotone() {
        for (int i = 0; i < 100; i++) {
            slowdown.observe(TokenWindows.of(3, 10, .045, 60), .3);
        }
        // an answer that is alone takes some 35 ms a token
        double before = 0;
        for (double bound = .04; bound < .3; bound += .01) {
            assertThat(slowdown.allowedShare(bound, 200, .1)).isBetween(Math.max(.02, before), .95);
            before = slowdown.allowedShare(bound, 200, .1);
        }
        assertThat(slowdown.allowedShare(.02, 200, .1)).isEqualTo(.1);
    }

    @Test
    @DisplayName("asks for a mean of half the bound, or of a share of what the bound leaves above an idle replica")
    void mean() {
        assertThat(DecodeSlowdown.largestMean(.1, .032, 0)).isCloseTo(.051, within(1e-3));
        assertThat(DecodeSlowdown.largestMean(.2, .046, 0)).isCloseTo(.102, within(1e-9));
        assertThat(DecodeSlowdown.largestMean(.04, .03, 0)).isCloseTo(.0315, within(1e-9));
        assertThat(DecodeSlowdown.largestMean(.04, .03, 1000)).isCloseTo(.0335, within(1e-9));
    }

    @ParameterizedTest(name = "{0} prompts in an answer: {1}")
    @CsvSource({"0, .15", "1, .15", "1.4, .17", "6, .276", "14, .346", "1000, .35"})
    @DisplayName(
            "allows a larger mean where many short prompts slow all answers alike than where one long prompt slows a few")
    void long_prompts_slow_few_answers_much(double prompts, double share) {
        assertThat(DecodeSlowdown.shareOfRoom(prompts)).isCloseTo(share, within(1e-3));
    }

    @Test
    @DisplayName("lets prompts take more of the time where they are short beside the answers")
    void short_prompts_may_take_more() {
        for (int i = 0; i < 500; i++) {
            slowdown.observe(TokenWindows.of(3, 10, .036, 60), .3);
        }
        double chat = slowdown.allowedShare(.04, 300, .05);
        double documents = slowdown.allowedShare(.04, 50, 1);

        assertThat(chat).isGreaterThan(1.5 * documents);
    }

    @Test
    @DisplayName("is read as it was written")
    void stored() throws IOException {
        for (int i = 0; i < 100; i++) {
            slowdown.observe(TokenWindows.of(3, 10, .045, 60), .3);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        slowdown.write(new DataOutputStream(bytes));
        DecodeSlowdown read = new DecodeSlowdown();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(read.allowedShare(.1, 200, .1)).isCloseTo(slowdown.allowedShare(.1, 200, .1), within(1e-4));
    }
}
