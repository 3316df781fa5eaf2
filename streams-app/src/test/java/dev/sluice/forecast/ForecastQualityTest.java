package dev.sluice.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.backtest.Backtest;
import dev.sluice.simulator.backtest.ForecastAccuracy;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bounds are what was measured plus about two in a hundred: they fail when the forecasts get worse. */
@DisplayName("Forecasts of generated demand")
final class ForecastQualityTest {
    private static final double TWO_DAYS = 172_800;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "WEB_DAY, .98, .945, .0285",
        "OFFICE_WEEK, .95, .945, .0243",
        "LLM_TOKENS, .95, .775, .72",
        "SPARSE_FUNCTION, 1.03, 1.025, 1.45",
        "QUEUE_BATCHES, 1.02, .91, .395",
        "LEVEL_SHIFTS, .96, .98, .0263",
        "GROWTH, .945, .94, .026"
    })
    @DisplayName("are as good as they were, at one minute and at five")
    void quality_holds(Kind kind, double shortMase, double middleMase, double middleLoss) {
        List<ForecastAccuracy> accuracy =
                Backtest.of(Workloads.of(kind, 60, 8, 11).trace(), 1, 5).accuracy(TWO_DAYS);

        ForecastAccuracy middle = accuracy.get(1);
        assertThat(accuracy.get(0).mase()).as("MASE at 1 min").isLessThan(shortMase);
        assertThat(middle.mase()).as("MASE at 5 min").isLessThan(middleMase);
        assertThat(middle.level(.9).wql()).as("quantile loss at .9, 5 min").isLessThan(middleLoss);
        assertThat(middle.level(.9).coverage()).as("coverage at .9, 5 min").isBetween(.87, .96);
    }
}
