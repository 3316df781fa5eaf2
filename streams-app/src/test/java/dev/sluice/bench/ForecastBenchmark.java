package dev.sluice.bench;

import dev.sluice.forecast.Forecaster;
import dev.sluice.simulator.workload.Workload.Kind;
import dev.sluice.simulator.workload.Workloads;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** What one window costs a forecaster with two horizons: learn it and forecast both. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 3, time = 1)
@Fork(1)
public class ForecastBenchmark {
    private static final long STEP = 60_000;

    @Param({"WEB_DAY", "LLM_TOKENS"})
    public Kind kind = Kind.WEB_DAY;

    private double[] demand = {};
    private Forecaster forecaster = new Forecaster(Duration.ofMillis(STEP), 1, 7);
    private long now;
    private int next;

    /** A service that has been seen for three days. */
    @Setup
    public void learnThreeDays() {
        demand = Workloads.of(kind, STEP / 1000.0, 8, 1).trace().values();
        forecaster = new Forecaster(Duration.ofMillis(STEP), 1, 7);
        for (int i = 0; i < 3 * 1440; i++) {
            observe();
        }
    }

    private void observe() {
        now += STEP;
        forecaster.observe(now, demand[next]);
        next = next + 1 == demand.length ? 0 : next + 1;
    }

    /** Learns a window and forecasts two. */
    @Benchmark
    public double window() {
        observe();
        return forecaster.forecast(1).point() + forecaster.forecast(7).quantile(.95);
    }

    /** Runs it briefly. */
    public static void main(String[] args) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(ForecastBenchmark.class.getSimpleName())
                        .build())
                .run();
    }
}
