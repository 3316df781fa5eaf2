package dev.sluice.sizing.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
        double exact = (idle - 1 / DecodeSlowdown.largestMean(bound, 1 / idle)) / slope;
        assertThat(slowdown.allowedShare(bound)).isCloseTo(Math.max(.02, Math.min(.95, exact)), within(.05));
    }

    @Test
    @DisplayName("limits nothing while nothing is known")
    void unknown() {
        assertThat(slowdown.allowedShare(.1)).isEqualTo(.95);
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
            assertThat(slowdown.allowedShare(bound)).isBetween(Math.max(.02, before), .95);
            before = slowdown.allowedShare(bound);
        }
        assertThat(slowdown.allowedShare(.02)).isEqualTo(.1);
    }

    @Test
    @DisplayName("asks for a mean of half the bound, or of a seventh of what the bound leaves above an idle replica")
    void mean() {
        assertThat(DecodeSlowdown.largestMean(.1, .032)).isCloseTo(.051, within(1e-3));
        assertThat(DecodeSlowdown.largestMean(.2, .046)).isCloseTo(.102, within(1e-9));
        assertThat(DecodeSlowdown.largestMean(.04, .03)).isCloseTo(.0315, within(1e-9));
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
        assertThat(read.allowedShare(.1)).isCloseTo(slowdown.allowedShare(.1), within(1e-4));
    }
}
