package dev.sluice.simulator.baseline.hpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Scorecard;
import dev.sluice.simulator.Simulation;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.baseline.hpa.HoltWinters.Smoothing;
import dev.sluice.simulator.plant.ServiceModel;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** Figures of jthomperoo/holtwinters, holtwinters_test.go (additive). */
final class HoltWintersTest {
    private static final Offset<Double> CLOSE = within(1e-9);
    private static final Smoothing QUICK = new Smoothing(.9, .9, .9);

    @Test
    void one_season_takes_its_first_step_for_the_trend() {
        assertThat(HoltWinters.fit(new double[] {1, 2, 3, 2, 1}, 5, QUICK, 5))
                .containsExactly(
                        new double[] {
                            1,
                            2.84,
                            3.1516,
                            1.959964,
                            .97322956,
                            .971479762,
                            1.926903744,
                            2.841107726,
                            1.871157908,
                            .866925488
                        },
                        CLOSE);
    }

    @Test
    void two_seasons_compare_season_with_season() {
        double[] fit = HoltWinters.fit(new double[] {1, 2, 3, 2, 1, 1.1, 1.9, 3.1, 2.1, 1.1}, 5, QUICK, 5);
        assertThat(fit[1]).isCloseTo(2.7064, CLOSE);
        assertThat(fit[9]).isCloseTo(1.0747739825249312, CLOSE);
        assertThat(fit[14]).isCloseTo(.9716977015641067, CLOSE);
    }

    @Test
    void what_cannot_be_fitted_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Smoothing(1.5, .9, .9));
        assertThatIllegalArgumentException().isThrownBy(() -> HoltWinters.fit(new double[] {1, 2, 3}, 5, QUICK, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> HoltWinters.fit(new double[] {1, 2, 3}, 1, QUICK, 5));
        assertThatIllegalArgumentException().isThrownBy(() -> HoltWinters.fit(new double[] {1, 2, 3}, 2, QUICK, -3));
    }

    @Test
    void after_two_days_the_predictive_hpa_is_early_for_a_daily_rush() {
        double[] demand = new double[6 * 144];
        for (int i = 0; i < demand.length; i++) {
            demand[i] = i % 144 >= 60 && i % 144 < 80 ? 6000 : 600;
        }
        Scenario rush = Scenario.of("daily rush", new Trace(0, 600, demand), ServiceModel.of(1, 600_000));
        Bounds bounds = new Bounds(1, 100);

        Scorecard reactive = Scorecard.of(rush, Simulation.run(rush, new Hpa(rush, 70, bounds)));
        Scorecard predictive = Scorecard.of(rush, Simulation.run(rush, new PredictiveHpa(rush, 70, bounds)));

        assertThat(reactive.unservedPercent()).isGreaterThan(4);
        assertThat(predictive.unservedPercent()).isLessThan(.6 * reactive.unservedPercent());
    }
}
