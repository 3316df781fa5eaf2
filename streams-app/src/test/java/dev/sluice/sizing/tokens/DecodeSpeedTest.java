package dev.sluice.sizing.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sizing.tokens.contest.TokenWindow;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("What a replica generates within a bound")
final class DecodeSpeedTest {
    private final DecodeSpeed speed = new DecodeSpeed();

    /** Answers come at 60 tokens per second on idle replicas, and stand still where all of {@code most} are generated. */
    private void window(double load, double most) {
        double mean = 1 / (60 * (1 - load / most));
        speed.observe(10, load, new TokenWindow.Times(100, 100 * mean));
    }

    @Test
    @DisplayName("is unknown for half a minute")
    void unknown() {
        window(500, 3000);
        assertThat(speed.within(.1)).isEmpty();
        window(0, 3000);
        window(500, 3000);
        assertThat(speed.within(.1)).isEmpty();
        window(500, 3000);
        assertThat(speed.within(.1)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    @DisplayName("is found within a tenth where the load goes up and down")
    void found(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 2000; i++) {
            double noise = 1 + .05 * random.nextGaussian();
            window(noise * (900 + 500 * Math.sin(i / 100.)), 3000);
        }
        // 51 ms between tokens are 19.6 per second: two thirds of the way to a standstill
        assertThat(speed.within(.1).orElse(0)).isCloseTo(2020, within(240.));
        // and a tighter bound allows less
        assertThat(speed.within(.05).orElse(0)).isCloseTo(1040, within(160.));
    }

    @Test
    @DisplayName("is never believed beyond twice what has been seen")
    void cautious() {
        for (int i = 0; i < 100; i++) {
            window(100, 3000);
        }
        assertThat(speed.within(.1).orElse(0)).isCloseTo(200, within(1.));
    }

    @Test
    @DisplayName("follows an engine that has become slower")
    void slower() {
        for (int i = 0; i < 1000; i++) {
            window(800 + 300 * Math.sin(i / 50.), 3000);
        }
        double before = speed.within(.1).orElse(0);
        for (int i = 0; i < 5000; i++) {
            window(800 + 300 * Math.sin(i / 50.), 1500);
        }
        assertThat(speed.within(.1).orElse(0)).isLessThan(.75 * before).isBetween(850.0, 1350.0);
    }

    @Test
    @DisplayName("is read as it was written")
    void stored() throws IOException {
        for (int i = 0; i < 50; i++) {
            window(500 + i, 3000);
            speed.within(.1);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        speed.write(new DataOutputStream(bytes));
        DecodeSpeed read = new DecodeSpeed();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(read.within(.1)).isEqualTo(speed.within(.1));
    }
}
