package dev.sluice.bench;

import dev.sluice.schemas.DemandReporter;
import dev.sluice.schemas.DemandReporter.Reporting;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topics;
import java.time.Duration;
import java.util.Map;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/** What one request costs the service that reports it: a reporter whose broker is away, so that only counting is measured. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ReporterBenchmark {
    private DemandReporter reporter = start();

    private static DemandReporter start() {
        return DemandReporter.start(
                new Reporting("checkout", "checkout-1", "", Duration.ofSeconds(5), Topics.plain()),
                Map.of("bootstrap.servers", "127.0.0.1:1", RegistrySettings.URL, "mock://bench", "max.block.ms", "1"));
    }

    @Setup
    public void again() {
        reporter.close();
        reporter = start();
    }

    @TearDown
    public void end() {
        reporter.close();
    }

    @Benchmark
    public void record() {
        reporter.record(1_234_567, false);
    }

    @Benchmark
    public void call() {
        reporter.begin().close();
    }

    @Benchmark
    @Threads(2)
    public void callOfTwoThreads() {
        reporter.begin().close();
    }

    /** What reading the clock twice costs, which each call must. */
    @Benchmark
    public long clock() {
        long began = System.nanoTime();
        return System.nanoTime() - began;
    }
}
