package dev.sluice.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A forecaster's snapshot")
final class ForecasterSnapshotTest {
    @ParameterizedTest(name = "seed {0}, windows of {1} ms")
    @CsvSource({"1, 10000", "2, 10000", "3, 300000", "4, 1800000"})
    @DisplayName("read back goes on exactly as the one that wrote it, wherever it was taken")
    void goes_on_exactly(long seed, long step) throws IOException {
        Random random = new Random(seed);
        Forecaster live = new Forecaster(Duration.ofMillis(step), 1, 6, 40);
        Forecaster restored = live;
        long end = 1_700_000_000_000L;
        for (int window = 0; window < 3_000; window++) {
            end += random.nextInt(200) == 0 ? (1 + random.nextInt(90)) * step : step;
            boolean silent = random.nextInt(5) == 0;
            double demand = silent
                    ? 0
                    : 1_000 * random.nextDouble() * (1 + Math.sin(2 * Math.PI * (end % 86_400_000) / 86_400_000));
            live.observe(end, demand);
            if (restored != live) {
                restored.observe(end, demand);
            }
            assertSame(live, restored);
            if (random.nextInt(30) == 0) {
                restored = copy(live);
                assertSame(live, restored);
            }
        }
    }

    private static void assertSame(Forecaster live, Forecaster restored) {
        for (int horizon : new int[] {1, 6, 40}) {
            Forecast expected = live.forecast(horizon);
            Forecast actual = restored.forecast(horizon);
            assertThat(actual.point()).isEqualTo(expected.point());
            assertThat(actual.quantile(.9)).isEqualTo(expected.quantile(.9));
            assertThat(actual.errorScale()).isEqualTo(expected.errorScale());
            assertThat(actual.usable()).isEqualTo(expected.usable());
        }
    }

    static Forecaster copy(Forecaster live) throws IOException {
        return Forecaster.read(new DataInputStream(new ByteArrayInputStream(bytes(live))));
    }

    static byte[] bytes(Forecaster live) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        live.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }
}
