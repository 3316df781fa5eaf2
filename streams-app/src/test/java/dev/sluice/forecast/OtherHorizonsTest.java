package dev.sluice.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.time.Duration;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A forecaster that looks further ahead from now on")
final class OtherHorizonsTest {
    private static final Duration STEP = Duration.ofSeconds(10);
    private final SplittableRandom random = new SplittableRandom(3);
    private long end = 1_700_000_000_000L;
    private Forecaster unchanged;
    private Forecaster moved;

    @BeforeEach
    void an_hour_at_one_and_six_windows() {
        unchanged = new Forecaster(STEP, 1, 6);
        moved = new Forecaster(STEP, 1, 6);
        observe(360);
        moved = moved.lookingAhead(1, 12);
    }

    @Test
    @DisplayName("goes on unchanged at the horizons that stay")
    void stays() {
        for (int i = 0; i < 400; i++) {
            assertSame(unchanged.forecast(1), moved.forecast(1));
            observe(1);
        }
        assertThat(moved.observed()).isEqualTo(unchanged.observed());
    }

    @Test
    @DisplayName("knows the demand at a new horizon from the next window on, and learns how wrong it is there")
    void learns() {
        observe(1);
        double now = demand(end);
        assertThat(moved.forecast(12).point()).isBetween(.5 * now, 1.5 * now);
        observe(400);
        assertThat(moved.forecast(12).point()).isBetween(.5 * demand(end), 1.5 * demand(end));
        assertThat(moved.forecast(12).quantile(.95))
                .isGreaterThan(moved.forecast(12).point());
        assertThat(moved.experts(12, 3)).isNotEmpty();
    }

    @Test
    @DisplayName("forgets the horizon that went")
    void forgets() {
        assertThat(catchThrowable(() -> moved.forecast(6))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("goes on exactly from a snapshot taken right after, or later")
    void snapshots() throws IOException {
        Forecaster restored = ForecasterSnapshotTest.copy(moved);
        for (int i = 0; i < 300; i++) {
            end += STEP.toMillis();
            double demand = demand(end) * (.8 + .4 * random.nextDouble());
            moved.observe(end, demand);
            restored.observe(end, demand);
            assertSame(moved.forecast(1), restored.forecast(1));
            assertSame(moved.forecast(12), restored.forecast(12));
            if (i % 70 == 3) {
                restored = ForecasterSnapshotTest.copy(moved);
            }
        }
    }

    private void observe(int windows) {
        for (int i = 0; i < windows; i++) {
            end += STEP.toMillis();
            double demand = demand(end) * (.8 + .4 * random.nextDouble());
            unchanged.observe(end, demand);
            moved.observe(end, demand);
        }
    }

    private static double demand(long end) {
        return 500 + 200 * Math.sin(end / 600_000.0);
    }

    private static void assertSame(Forecast expected, Forecast actual) {
        assertThat(actual.point()).isEqualTo(expected.point());
        assertThat(actual.quantile(.9)).isEqualTo(expected.quantile(.9));
        assertThat(actual.errorScale()).isEqualTo(expected.errorScale());
        assertThat(actual.usable()).isEqualTo(expected.usable());
    }
}
