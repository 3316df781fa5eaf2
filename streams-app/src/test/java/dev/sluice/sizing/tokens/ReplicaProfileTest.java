package dev.sluice.sizing.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sizing.tokens.ReplicaProfile.Point;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A profile of a replica")
final class ReplicaProfileTest {
    private static final List<Point> PROMPTS =
            List.of(new Point(512, .054), new Point(2048, .137), new Point(8192, .845));
    private static final List<Point> STEPS = List.of(new Point(1, .03), new Point(16, .034), new Point(64, .05));
    private static final ReplicaProfile PROFILE = new ReplicaProfile(PROMPTS, STEPS, 512, "h100");

    @Test
    @DisplayName("tells how fast prompts are computed, between and beyond what was measured")
    void prompts() {
        assertThat(PROFILE.promptTokensPerSecond(2048)).isCloseTo(2048 / .137, within(1e-6));
        assertThat(PROFILE.promptTokensPerSecond(1280)).isCloseTo(1280 / .0955, within(1e-6));
        assertThat(PROFILE.promptTokensPerSecond(16_384)).isCloseTo(16_384 / 1.789, within(1.0));
        // a short prompt is not computed in no time
        assertThat(PROFILE.promptTokensPerSecond(1)).isLessThan(512 / .054);
        ReplicaProfile one = new ReplicaProfile(List.of(new Point(1000, .2)), List.of(), 512, "");
        assertThat(one.promptTokensPerSecond(10)).isCloseTo(5000, within(1e-6));
        assertThat(one.tellsAnswers()).isFalse();
    }

    @Test
    @DisplayName("tells what a replica generates within a time between tokens")
    void answers() {
        assertThat(PROFILE.generatedWithin(.05)).isCloseTo(64 / .05, within(1.0));
        assertThat(PROFILE.generatedWithin(.034)).isCloseTo(16 / .034, within(1.0));
        // no batch is believed that is more than twice as large as any that was measured
        assertThat(PROFILE.generatedWithin(10)).isLessThan(128 / .05);
        assertThat(PROFILE.generatedWithin(.001)).isCloseTo(1 / .03, within(1e-6));
    }

    @Test
    @DisplayName("tells that answers come the slower, the more of the time prompts take")
    void mixed() {
        double alone = PROFILE.answerTokensPerSecond(0, 2048, .1);
        double half = PROFILE.answerTokensPerSecond(.5, 2048, .1);
        double longer = PROFILE.answerTokensPerSecond(.5, 2048, .2);
        assertThat(alone).isCloseTo(1 / .03, within(.1));
        assertThat(half).isLessThan(alone);
        assertThat(longer).isLessThan(half);
        assertThat(PROFILE.answerTokensPerSecond(.9, 2048, .1)).isLessThan(half).isPositive();
    }

    @Test
    @DisplayName("has points in order, one at each place, that never fall")
    void rising() {
        List<Point> noisy = List.of(new Point(20, .5), new Point(10, .3), new Point(10, .5), new Point(30, .45));
        assertThat(new ReplicaProfile(noisy, List.of(), 1, "").prompts())
                .containsExactly(new Point(10, .4), new Point(20, .5), new Point(30, .5));
    }

    @Test
    @DisplayName("refuses what cannot have been measured")
    void refused() {
        assertThatThrownBy(() -> new ReplicaProfile(List.of(), List.of(), 1, ""))
                .hasMessageContaining("at least");
        assertThatThrownBy(() -> new Point(0, 1)).hasMessageContaining("more than 0");
        assertThatThrownBy(() -> new Point(1, Double.NaN)).hasMessageContaining("measured time");
        assertThatThrownBy(() -> new Point(Double.POSITIVE_INFINITY, 1)).hasMessageContaining("10^9");
        assertThatThrownBy(() -> new ReplicaProfile(PROMPTS, STEPS, 0, "")).hasMessageContaining("prompt token");
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("gives finite answers whatever was measured, and the same after it was stored in few bytes")
    void generated(long seed) throws IOException {
        Random random = new Random(seed);
        for (int i = 0; i < 50; i++) {
            ReplicaProfile profile = new ReplicaProfile(points(random), points(random), 1 + random.nextInt(9000), "x");
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            profile.write(new DataOutputStream(bytes));
            assertThat(bytes.size()).isLessThan(4_000);
            assertThat(ReplicaProfile.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()))))
                    .isEqualTo(profile);
            double tokens = Math.exp(random.nextDouble() * 12);
            assertThat(profile.promptTokensPerSecond(tokens)).isPositive().isFinite();
            assertThat(profile.generatedWithin(random.nextDouble()))
                    .isPositive()
                    .isFinite();
            assertThat(profile.answerTokensPerSecond(random.nextDouble(), tokens, 5 * random.nextDouble()))
                    .isPositive()
                    .isFinite();
        }
    }

    private static List<Point> points(Random random) {
        List<Point> points = new ArrayList<>();
        int count = 1 + random.nextInt(random.nextInt(5) == 0 ? 500 : 5);
        for (int i = 0; i < count; i++) {
            points.add(new Point(Math.exp(random.nextDouble() * 10), Math.exp(-8 + random.nextDouble() * 8)));
        }
        return points;
    }
}
