package dev.sluice.sizing.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The speed at which a replica computes prompts")
final class PrefillSpeedTest {
    private final PrefillSpeed speed = new PrefillSpeed();

    @Test
    @DisplayName("is tokens over the time in which replicas were busy")
    void example() {
        assertThat(speed.isKnown()).isFalse();
        speed.observe(window(100_000, 50, 0, 8, 20));
        assertThat(speed.isKnown()).isTrue();
        assertThat(speed.busyShare()).isCloseTo(.5, within(1e-9));
        assertThat(speed.tokensPerSecond()).isCloseTo(5_000, within(1e-6));
        assertThat(speed.ownSeconds()).isCloseTo(.4, within(1e-9));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("is found within a tenth among bursts that queue and are worked off")
    void bursts(long seed) {
        Random random = new Random(seed);
        double truth = 1_000 + random.nextInt(50_000);
        int replicas = 1 + random.nextInt(20);
        double prompt = 50 + random.nextInt(5_000);
        double queue = 0;
        for (int i = 0; i < 2_000; i++) {
            double arrived = random.nextInt(10) == 0
                    ? 3 * truth * replicas * 5
                    : .3 * truth * replicas * 5 * random.nextDouble();
            double before = queue;
            double done = Math.min(queue + arrived, truth * replicas * 5);
            queue = Math.max(0, queue + arrived - done);
            double waitingOnAverage = done / (truth * 5) + (before + queue) / 2 / prompt;
            speed.observe(window(arrived, arrived / prompt, queue / prompt, replicas, 5 * waitingOnAverage));
        }
        assertThat(speed.tokensPerSecond()).isCloseTo(truth, within(.1 * truth));
    }

    @Test
    @DisplayName("is not known where nothing arrives, and forgets nothing then")
    void silence() {
        for (int i = 0; i < 100; i++) {
            speed.observe(window(0, 0, 0, 4, 0));
        }
        assertThat(speed.isKnown()).isFalse();
        speed.observe(window(100_000, 50, 0, 8, 20));
        for (int i = 0; i < 1_000; i++) {
            speed.observe(window(0, 0, 0, 8, 0));
        }
        assertThat(speed.tokensPerSecond()).isCloseTo(5_000, within(.1));
    }

    @Test
    @DisplayName("follows a replica that becomes another")
    void change() {
        for (int i = 0; i < 1_000; i++) {
            speed.observe(window(50_000, 25, 0, 8, 10));
        }
        for (int i = 0; i < 6 * 720; i++) {
            speed.observe(window(100_000, 50, 0, 8, 10));
        }
        assertThat(speed.tokensPerSecond()).isBetween(9_000.0, 10_000.0);
    }

    @Test
    @DisplayName("is read as it was written")
    void stored() throws IOException {
        speed.observe(window(100_000, 50, 3, 8, 20));
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        speed.write(new DataOutputStream(bytes));
        PrefillSpeed read = new PrefillSpeed();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(read.tokensPerSecond()).isCloseTo(speed.tokensPerSecond(), within(1e-3));
        assertThat(read.ownSeconds()).isCloseTo(speed.ownSeconds(), within(1e-6));
    }

    private static TokenWindow window(
            double tokens, double requests, double waiting, int replicas, double firstTokenSeconds) {
        return new TokenWindow(
                5,
                requests,
                tokens,
                0,
                waiting,
                OptionalDouble.empty(),
                replicas,
                new TokenWindow.Times(requests, firstTokenSeconds),
                TokenWindow.Times.NONE,
                60,
                Outlook.NONE);
    }
}
