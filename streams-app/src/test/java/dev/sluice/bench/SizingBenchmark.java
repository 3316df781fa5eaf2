package dev.sluice.bench;

import dev.sluice.forecast.Forecaster;
import dev.sluice.sizing.contest.ContestTerms;
import dev.sluice.sizing.contest.LoadWindow;
import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.contest.RuleContest;
import dev.sluice.sizing.contest.Sizing;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** CPU for one service and window: forecast and decision together, and the decision alone. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SizingBenchmark {
    private static final int STEP = 10_000;
    private static final int LEAD_WINDOWS = 7;
    private static final int DAY = 8_640;

    private final ContestTerms terms = ContestTerms.of(.01, 1, 1_000);
    private final double[] demand = new double[DAY];
    private Forecaster forecaster = new Forecaster(Duration.ofMillis(STEP), 1, LEAD_WINDOWS);
    private RuleContest contest = new RuleContest();
    private int window;

    @Setup
    public void day() {
        Random random = new Random(1);
        for (int i = 0; i < DAY; i++) {
            double wave = 500 * (1.2 + Math.sin(2 * Math.PI * i / DAY));
            demand[i] = wave * (1 + .2 * random.nextGaussian() * random.nextDouble());
        }
        for (int i = 0; i < DAY; i++) {
            forecastAndDecide();
        }
    }

    @Benchmark
    public Sizing forecastAndDecide() {
        double now = demand[window % DAY];
        forecaster.observe((long) ++window * STEP, now);
        Outlook outlook = Outlook.of(forecaster.forecast(1), forecaster.forecast(LEAD_WINDOWS));
        return contest.decide(new LoadWindow(now, 10, STEP / 1e3, 60, outlook), terms);
    }

    @Benchmark
    public Sizing decide() {
        double now = demand[window++ % DAY];
        return contest.decide(new LoadWindow(now, 10, STEP / 1e3, 60, new Outlook(now, now, 40, 50, 1_000)), terms);
    }
}
