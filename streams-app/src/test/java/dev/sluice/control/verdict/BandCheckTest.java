package dev.sluice.control.verdict;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.control.harness.ServiceHarness;
import dev.sluice.forecast.Forecast;
import dev.sluice.forecast.Forecaster;
import java.io.IOException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The share of windows that stayed within what was forecast for them, against a count by hand. */
final class BandCheckTest {
    private static final Duration WINDOW = Duration.ofSeconds(10);
    private static final long STEP = WINDOW.toMillis();
    private static final long START = ServiceHarness.ms(0);

    private BandCheck band = new BandCheck();

    private void restart() throws IOException {
        band = BandCheck.read(ServiceHarness.in(ServiceHarness.bytes(band::write)));
    }

    /** Windows that are lost, restarts, and demand that surprises: each forecast is checked by its own window or dropped. */
    @ParameterizedTest
    @ValueSource(ints = {1, 6, 20})
    void each_window_is_held_against_the_forecast_that_was_made_for_it(int horizon) throws IOException {
        Random random = new Random(690 + horizon);
        Forecaster forecaster = new Forecaster(WINDOW, horizon);
        Map<Long, Double> quantiles = new HashMap<>();
        long checked = 0;
        long within = 0;
        double level = 100;
        for (int window = 1; window < 400; window++) {
            long end = START + window * STEP;
            level = random.nextInt(30) == 0 ? random.nextInt(500) : level;
            double demand = level * (.8 + random.nextDouble() * .4);
            if (random.nextInt(10) > 0) {
                band.closed(end, demand);
                if (quantiles.containsKey(end)) {
                    checked++;
                    within += demand <= quantiles.get(end) ? 1 : 0;
                }
            }
            forecaster.observe(end, demand);
            Forecast forecast = forecaster.forecast(horizon);
            band.forecast(forecast, WINDOW);
            quantiles.put(end + horizon * STEP, forecast.quantile(BandCheck.LEVEL));
            if (random.nextInt(8) == 0) {
                restart();
            }
            assertThat(band.coverage())
                    .isEqualTo(checked == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) within / checked));
        }
        assertThat(checked).isGreaterThan(250);
        assertThat(within).isBetween(checked / 2, checked - 1);
    }

    @Test
    void over_a_long_lead_time_a_bounded_number_waits_and_windows_between_are_not_counted() {
        int horizon = 96;
        Forecaster forecaster = new Forecaster(WINDOW, horizon);
        for (int window = 1; window <= 500; window++) {
            long end = START + window * STEP;
            band.closed(end, 1_000);
            forecaster.observe(end, 100);
            band.forecast(forecaster.forecast(horizon), WINDOW);
            assertThat(ServiceHarness.bytes(band::write).length).as("bytes").isLessThan(32 * 18);
        }
        assertThat(band.coverage())
                .as("each that was checked was ten times as much")
                .hasValue(0);
    }

    @Test
    void before_the_first_window_of_a_forecast_has_closed_no_share_is_claimed() throws IOException {
        assertThat(band.isBlank()).isTrue();
        Forecaster forecaster = new Forecaster(WINDOW, 6);
        forecaster.observe(START, 100);
        band.forecast(forecaster.forecast(6), WINDOW);

        assertThat(band.isBlank()).isFalse();
        band.closed(START + 5 * STEP, 100);
        assertThat(band.coverage()).as("a window that nothing was forecast for").isEmpty();
        band.closed(START + 7 * STEP, 100);
        assertThat(band.coverage()).as("its own never closed").isEmpty();
        assertThat(band.isBlank()).isTrue();
        restart();
        assertThat(band.isBlank()).isTrue();
    }
}
