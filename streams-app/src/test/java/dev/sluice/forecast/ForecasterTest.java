package dev.sluice.forecast;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A forecaster")
final class ForecasterTest {
    private static final long MINUTE = 60_000;
    private static final int DAY = 1_440;

    private final Random random = new Random(7);
    private Forecaster forecaster = new Forecaster(Duration.ofMinutes(1), 1, 5);
    private long now = 1_700_006_400_000L;

    /** So many minutes of demand, as a function of the minute. */
    private void minutes(int count, DoubleUnaryOperator demand) {
        for (int i = 0; i < count; i++) {
            now += MINUTE;
            forecaster.observe(now, Math.max(0, demand.applyAsDouble(i)));
        }
    }

    private double noise() {
        return random.nextGaussian();
    }

    private static double wave(long time) {
        return Math.sin(2 * Math.PI * time / (DAY * MINUTE));
    }

    @Test
    @DisplayName("has no forecast before the first window, and the first demand after it")
    void cold_start() {
        assertThatThrownBy(() -> forecaster.forecast(1)).isInstanceOf(IllegalStateException.class);

        minutes(1, i -> 40);

        Forecast first = forecaster.forecast(5);
        assertThat(first.usable()).isFalse();
        assertThat(first.origin()).isEqualTo(Instant.ofEpochMilli(now));
        assertThat(first.quantile(.5)).isBetween(0.0, 41.0);
        assertThat(first.quantile(.999))
                .isGreaterThanOrEqualTo(first.quantile(.5))
                .isFinite();

        minutes(9, i -> 40);
        assertThat(forecaster.forecast(5).point()).isCloseTo(40, within(8.0));
    }

    @Test
    @DisplayName("follows a step in demand within minutes and its band settles again")
    void level_shift() {
        minutes(600, i -> 100 + 5 * noise());
        assertThat(forecaster.forecast(5).point()).isCloseTo(100, within(6.0));

        minutes(10, i -> 400 + 10 * noise());
        assertThat(forecaster.forecast(5).point()).isCloseTo(400, within(60.0));

        minutes(300, i -> 400 + 10 * noise());
        assertThat(forecaster.forecast(5).point()).isCloseTo(400, within(12.0));
        assertThat(forecaster.forecast(5).quantile(.9)).isBetween(400.0, 440.0);
    }

    @Test
    @DisplayName("finds the course of the day and foresees the morning")
    void day_season() {
        forecaster = new Forecaster(Duration.ofMinutes(1), 1, 60);
        minutes(4 * DAY, i -> 500 + 400 * wave(now) + 20 * noise());

        assertThat(forecaster.seasonal()).isTrue();
        double nextHour = 500 + 400 * wave(now + 60 * MINUTE);
        assertThat(forecaster.forecast(60).point()).isCloseTo(nextHour, within(40.0));
        assertThat(forecaster.forecast(60).usable()).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5})
    @DisplayName("finds no season in white noise, and forecasts its middle")
    void no_false_season(long seed) {
        random.setSeed(seed);
        minutes(6 * DAY, i -> 200 + 40 * noise());

        assertThat(forecaster.seasonal()).isFalse();
        assertThat(forecaster.forecast(5).point()).isCloseTo(200, within(10.0));
        assertThat(forecaster.forecast(5).usable()).isTrue();
    }

    @Test
    @DisplayName("takes a gap as missing, not as zero")
    void gap() {
        minutes(300, i -> 100 + 3 * noise());
        now += 45 * MINUTE;
        minutes(1, i -> 100);

        assertThat(forecaster.forecast(5).point()).isCloseTo(100, within(5.0));
        assertThat(forecaster.forecast(5).quantile(.5)).isCloseTo(100, within(5.0));
        assertThat(forecaster.observed()).isEqualTo(301);

        now += 400L * DAY * MINUTE;
        minutes(30, i -> 20 + noise());
        assertThat(forecaster.forecast(1).point()).isCloseTo(20, within(4.0));
    }

    @Test
    @DisplayName("stays at zero with a service that is silent, and goes back to it after a call")
    void zeros() {
        minutes(500, i -> 0);
        assertThat(forecaster.forecast(1).point()).isZero();
        assertThat(forecaster.forecast(1).quantile(.99)).isCloseTo(0, within(1e-6));

        minutes(1, i -> 7);
        minutes(60, i -> 0);
        assertThat(forecaster.forecast(5).point()).isCloseTo(0, within(.2));
    }

    @Test
    @DisplayName("is exact on constant demand, however large")
    void constant_and_huge() {
        for (double height : new double[] {1e-6, 3, 1e12, 1e29}) {
            forecaster = new Forecaster(Duration.ofMinutes(1), 1, 5);
            minutes(400, i -> height);
            Forecast forecast = forecaster.forecast(5);
            assertThat(forecast.point()).isCloseTo(height, within(height * 1e-4));
            assertThat(forecast.quantile(.99)).isFinite().isCloseTo(height, within(height * .05));
        }
    }

    @Test
    @DisplayName("says so when nothing beats the last value")
    void not_usable_on_a_random_walk() {
        double[] level = {1_000};
        minutes(5_000, i -> level[0] = Math.max(100, level[0] + 10 * noise()));

        assertThat(forecaster.forecast(1).usable()).isFalse();
        assertThat(forecaster.forecast(5).usable()).isFalse();
    }

    @Test
    @DisplayName("has a band that holds what it promises on noisy counts")
    void band_coverage() {
        double[] levels = {.5, .8, .9, .95, .99};
        int[] covered = new int[levels.length];
        int scored = 8_000;
        int[] minute = {0};
        minutes(1_000, i -> burst(minute[0]++));
        for (int i = 0; i < scored; i++) {
            Forecast forecast = forecaster.forecast(1);
            double next = burst(minute[0]++);
            for (int k = 0; k < levels.length; k++) {
                covered[k] += next <= forecast.quantile(levels[k]) ? 1 : 0;
            }
            minutes(1, ignored -> next);
        }
        for (int k = 0; k < levels.length; k++) {
            assertThat(covered[k] / (double) scored)
                    .as("coverage at %s", levels[k])
                    .isCloseTo(levels[k], within(.015));
        }
    }

    /** Skewed noise whose spread changes from hour to hour. */
    private double burst(int i) {
        double spread = i / 60 % 2 == 0 ? 1 : 3;
        return 50 * Math.exp(.2 * spread * noise());
    }

    @Test
    @DisplayName("has quantiles that never fall with the level, and levels only from .5 to .999")
    void quantiles_rise() {
        minutes(300, i -> 30 + 10 * noise());
        Forecast forecast = forecaster.forecast(1);
        double before = 0;
        for (double level = .5; level <= .999; level += .001) {
            assertThat(forecast.quantile(level)).isGreaterThanOrEqualTo(before);
            before = forecast.quantile(level);
        }
        assertThatThrownBy(() -> forecast.quantile(.49)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> forecast.quantile(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("refuses what cannot be demand, and windows out of order")
    void refusals() {
        minutes(1, i -> 1);
        for (double wrong : new double[] {Double.NaN, -1, Double.POSITIVE_INFINITY, 1e31}) {
            assertThatThrownBy(() -> forecaster.observe(now + MINUTE, wrong))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> forecaster.observe(now, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> forecaster.forecast(2)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Forecaster(Duration.ofMinutes(1), 5, 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Forecaster(Duration.ZERO, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @DisplayName("names the experts it listens to, their shares adding up to one")
    void experts() {
        minutes(500, i -> 100 + 10 * noise());

        assertThat(forecaster.experts(5, 3)).hasSize(3);
        assertThat(forecaster.experts(5, 99).stream()
                        .mapToDouble(ExpertWeight::weight)
                        .sum())
                .isCloseTo(1, within(1e-9));
        double mixed = forecaster.experts(5, 99).stream()
                .mapToDouble(e -> e.weight() * e.value())
                .sum();
        assertThat(mixed).isCloseTo(forecaster.forecast(5).point(), within(1e-6));
    }

    @Test
    @DisplayName("keeps its state small: under 4 KB where no season is, under 12 KB with day and week")
    void small_state() throws IOException {
        forecaster = new Forecaster(Duration.ofMinutes(1), 1, 7);
        minutes(6 * DAY, i -> 200 + 40 * noise());
        long untilWeekRests = 24L * DAY;
        minutes((int) untilWeekRests, i -> 200 + 40 * noise());
        assertThat(ForecasterSnapshotTest.bytes(forecaster)).hasSizeLessThan(4_096);

        forecaster = new Forecaster(Duration.ofMinutes(1), 1, 7);
        minutes(20 * DAY, i -> (500 + 400 * wave(now)) * (1 + .5 * Math.sin(2 * Math.PI * now / (7.0 * DAY * MINUTE))));
        assertThat(forecaster.seasonal()).isTrue();
        assertThat(ForecasterSnapshotTest.bytes(forecaster)).hasSizeLessThan(12_288);
    }
}
