package dev.sluice.simulator.backtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.Trace;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A backtest")
final class BacktestTest {
    private final Trace trace = Workloads.of(Kind.WEB_DAY, 60, 1, 3).trace();

    @Test
    @DisplayName("forecasts from the end of every window")
    void a_row_a_window_and_horizon() {
        List<Backtest.Row> rows = Backtest.of(trace, 1, 5).rows();

        assertThat(rows).hasSize(2 * trace.length());
        assertThat(rows.get(0).origin()).isEqualTo(trace.start() + 60);
        assertThat(rows.get(1).horizon()).isEqualTo(300);
        assertThat(rows.get(0).quantiles()).hasSize(4).isSorted();
    }

    @Test
    @DisplayName("knows nothing of what comes later")
    void no_look_ahead() {
        double[] other = trace.values().clone();
        int cut = 700;
        Arrays.fill(other, cut, other.length, 9_999);
        List<Backtest.Row> changed =
                Backtest.of(new Trace(trace.start(), trace.step(), other), 1, 5).rows();

        assertThat(changed.subList(0, 2 * cut))
                .isEqualTo(Backtest.of(trace, 1, 5).rows().subList(0, 2 * cut));
        assertThat(changed.get(2 * cut + 1))
                .isNotEqualTo(Backtest.of(trace, 1, 5).rows().get(2 * cut + 1));
    }

    @Test
    @DisplayName("scores as its definitions say")
    void scores() {
        ForecastAccuracy.Sum sum = new ForecastAccuracy.Sum(new double[] {.9});
        sum.add(10, 20, new Backtest.Row(0, 60, 15, List.of(18.0)));
        sum.add(20, 10, new Backtest.Row(60, 60, 11, List.of(14.0)));
        ForecastAccuracy scored = sum.over(60);

        assertThat(scored.wape()).isCloseTo(6.0 / 30, within(1e-12));
        assertThat(scored.mase()).isCloseTo(6.0 / 20, within(1e-12));
        assertThat(scored.level(.9).wql()).isCloseTo(2 * (.9 * 2 + .1 * 4) / 30, within(1e-12));
        assertThat(scored.level(.9).coverage()).isEqualTo(.5);
    }
}
