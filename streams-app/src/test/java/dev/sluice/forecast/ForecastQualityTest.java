package dev.sluice.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Backtest;
import dev.sluice.simulator.ForecastAccuracy;
import dev.sluice.simulator.Workload.Kind;
import dev.sluice.simulator.Workloads;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("Forecasts of generated demand")
final class ForecastQualityTest {
    private static final double TWO_DAYS = 172_800;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "WEB_DAY, .9, .9, .9",
        "OFFICE_WEEK, .9, .9, .9",
        "LLM_TOKENS, .9, .9, .9",
        "SPARSE_FUNCTION, .9, .9, .9",
        "QUEUE_BATCHES, .9, .9, .9",
        "LEVEL_SHIFTS, .9, .9, .9",
        "GROWTH, .9, .9, .9"
    })
    @DisplayName("are as good as they were, at one minute and at five")
    void quality_holds(Kind kind, double shortMase, double middleMase, double middleLoss) {
        List<ForecastAccuracy> accuracy =
                Backtest.of(Workloads.of(kind, 60, 8, 11).trace(), 1, 5).accuracy(TWO_DAYS);

        ForecastAccuracy middle = accuracy.get(1);
        System.out.println(
                "GATE " + kind + " " + accuracy.get(0).mase() + " " + middle.mase() + " " + middle.level(.9));
        assertThat(accuracy.get(0).mase()).as("MASE at 1 min").isLessThan(shortMase);
        assertThat(middle.mase()).as("MASE at 5 min").isLessThan(middleMase);
        assertThat(middle.level(.9).wql()).as("quantile loss at .9, 5 min").isLessThan(middleLoss);
        assertThat(middle.level(.9).coverage()).as("coverage at .9, 5 min").isBetween(.87, .96);
    }
}
