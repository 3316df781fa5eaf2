package dev.sluice.forecast;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.Backtest;
import dev.sluice.simulator.ForecastAccuracy;
import dev.sluice.simulator.Trace;
import java.util.List;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@DisplayName("Forecasts of generated demand")
final class ForecastQualityTest {
    private static final int DAY = 1_440;

    /** A kind of demand, generated with a fixed seed, and what its forecasts have to reach. */
    enum Kind {
        DAILY_WEB(8 * DAY, .86, .78, .045) {
            @Override
            IntToDoubleFunction demand(Random random) {
                return i -> {
                    double height = 600 + 500 * Math.sin(2 * Math.PI * i / DAY) + 80 * Math.sin(8 * Math.PI * i / DAY);
                    return poisson(random, Math.max(20, height));
                };
            }
        },
        BURSTY(8 * DAY, .97, .88, .5) {
            @Override
            IntToDoubleFunction demand(Random random) {
                double[] excited = {0};
                return i -> {
                    excited[0] = .9 * excited[0] + (random.nextInt(60) == 0 ? 50 * -Math.log(random.nextDouble()) : 0);
                    return poisson(random, 5 + excited[0]);
                };
            }
        },
        SPARSE(8 * DAY, .62, .62, 3) {
            @Override
            IntToDoubleFunction demand(Random random) {
                return i -> random.nextInt(12) == 0 ? 1 + random.nextInt(3) : 0;
            }
        },
        LEVEL_SHIFTS(8 * DAY, .83, .88, .1) {
            @Override
            IntToDoubleFunction demand(Random random) {
                double[] level = {300};
                return i -> {
                    if (random.nextInt(500) == 0) {
                        level[0] = 100 + 900 * random.nextDouble();
                    }
                    return level[0] * Math.exp(.05 * random.nextGaussian());
                };
            }
        },
        LLM_TOKENS(8 * DAY, .78, .78, .35) {
            @Override
            IntToDoubleFunction demand(Random random) {
                return i -> {
                    double requests = poisson(random, 4 + 2 * Math.sin(2 * Math.PI * i / DAY));
                    double tokens = 0;
                    for (int k = 0; k < requests; k++) {
                        tokens += 200 * Math.exp(.8 * random.nextGaussian());
                    }
                    return tokens;
                };
            }
        };

        private final int minutes;
        private final double shortMase;
        private final double middleMase;
        private final double middleWql;

        Kind(int minutes, double shortMase, double middleMase, double middleWql) {
            this.minutes = minutes;
            this.shortMase = shortMase;
            this.middleMase = middleMase;
            this.middleWql = middleWql;
        }

        abstract IntToDoubleFunction demand(Random random);

        Trace trace() {
            IntToDoubleFunction demand = demand(new Random(11));
            double[] values = new double[minutes];
            for (int i = 0; i < minutes; i++) {
                values[i] = demand.applyAsDouble(i);
            }
            return new Trace(1_700_006_400, 60, values);
        }

        /** Counts around a mean: exact for small ones, normal for large ones. */
        static double poisson(Random random, double mean) {
            if (mean > 60) {
                return Math.max(0, Math.rint(mean + Math.sqrt(mean) * random.nextGaussian()));
            }
            int count = -1;
            for (double left = mean; left > 0; left += Math.log(1 - random.nextDouble())) {
                count++;
            }
            return count;
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    @DisplayName("are as good as they were, at one minute and at five")
    void quality_holds(Kind kind) {
        List<ForecastAccuracy> accuracy = Backtest.of(kind.trace(), 1, 5).accuracy(172_800);

        System.out.println(kind + " " + accuracy);
        assertThat(accuracy.get(0).mase()).as("MASE at 1 min").isLessThan(kind.shortMase);
        assertThat(accuracy.get(1).mase()).as("MASE at 5 min").isLessThan(kind.middleMase);
        assertThat(accuracy.get(1).level(.9).wql()).as("quantile loss at .9, 5 min").isLessThan(kind.middleWql);
        assertThat(accuracy.get(1).level(.9).coverage()).as("coverage at .9, 5 min").isBetween(.875, .96);
    }
}
