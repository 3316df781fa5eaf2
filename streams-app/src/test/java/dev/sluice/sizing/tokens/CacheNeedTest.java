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
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The KV caches that requests fill")
final class CacheNeedTest {
    private final CacheNeed need = new CacheNeed();

    @Test
    @DisplayName("ask for a tenth more replicas than they fill, and at first for no more")
    void now() {
        assertThat(need.words(60)).isEmpty();
        need.observe(10, 6);
        need.observe(10, 9);
        assertThat(need.replicas(300)).isCloseTo(10, within(1e-6));
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    @DisplayName("are met a start-up time ahead while answers grow, nine times in ten")
    void growing(long seed) {
        Random random = new Random(seed);
        double lead = 120;
        double perWindow = .02 + .1 * random.nextDouble();
        int missed = 0;
        for (int i = 0; i < 400; i++) {
            need.observe(10, filled(random, perWindow, i));
            missed += i > 60 && need.replicas(lead) * .9 < 4 + perWindow * (i + 12) ? 1 : 0;
        }
        assertThat(missed).isLessThan(40);
        assertThat(need.replicas(lead)).isBetween(5.0, 1.3 * (4 + perWindow * 412) / .9);
        assertThat(need.words(lead)).contains("expected (90 %: ").contains("in 2 min");
    }

    @Test
    @DisplayName("that shrink ask for what is there, and a jump for twice that at most")
    void shrinking() {
        for (int i = 0; i < 100; i++) {
            need.observe(10, 20 - .1 * i);
        }
        assertThat(need.replicas(300) * .9).isBetween(10.0, 12.0);
        need.observe(10, 40);
        need.observe(10, 80);
        assertThat(need.replicas(3000) * .9).isLessThanOrEqualTo(160);
    }

    @Test
    @DisplayName("are read as they were written")
    void stored() throws IOException {
        Random random = new Random(1);
        for (int i = 0; i < 50; i++) {
            need.observe(10, filled(random, .1, i));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        need.write(new DataOutputStream(bytes));
        CacheNeed read = new CacheNeed();
        read.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        need.observe(10, 9);
        read.observe(10, 9);
        assertThat(read.replicas(120)).isEqualTo(need.replicas(120));
    }

    private static double filled(Random random, double perWindow, int window) {
        return 4 + perWindow * window + .1 * random.nextGaussian();
    }
}
