package dev.sluice.bench;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.state.StatePart;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.SplittableRandom;
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

/** CPU of one service's loop: a report that closes a window, one that only adds to it, and the writing of its state. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class LoopBenchmark {
    private static final long WINDOW_MS = 10_000;
    private static final int WARM = 2_000;

    private final SplittableRandom random = new SplittableRandom(1);
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
    private ServiceLoop loop = new ServiceLoop("service", settings());
    private long window;

    private static LoopSettings settings() {
        return new LoopSettings(
                Duration.ofMillis(WINDOW_MS), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.EVENT);
    }

    @Setup
    public void twoThousandWindows() {
        ScalingPolicy policy = ScalingPolicy.of("service", 1000);
        loop.policy(Optional.of(policy.withDemand(ScalingPolicy.Demand.REQUESTS.withPerReplica(10))));
        for (int i = 0; i < WARM; i++) {
            closeAWindow();
        }
    }

    /** The report of a whole window: closes the one before it, with forecast, contest, decision and policy. */
    @Benchmark
    public Step closeAWindow() {
        double wave = 1000 * (1.5 + Math.sin(window / 100.0)) * (.8 + .4 * random.nextDouble());
        long from = ++window * WINDOW_MS;
        return loop.report(report(from, from + WINDOW_MS, Math.rint(wave)), from);
    }

    /** One of many reports in the open window. */
    @Benchmark
    public Step addToTheOpenWindow() {
        long from = window * WINDOW_MS;
        return loop.report(report(from, from + 1000, 0), from);
    }

    /** What each commit writes for a service that reported. */
    @Benchmark
    public int writeOpenWindows() throws IOException {
        bytes.reset();
        loop.write(StatePart.OPEN_WINDOWS, new DataOutputStream(bytes));
        return bytes.size();
    }

    /** What each commit writes for a service that decided. */
    @Benchmark
    public int writeLedger() throws IOException {
        bytes.reset();
        loop.write(StatePart.LEDGER, new DataOutputStream(bytes));
        return bytes.size();
    }

    private static RateReport report(long from, long to, double requests) {
        return new RateReport(
                from, to, requests, 0, requests, Double.NaN, Double.NaN, Double.NaN, LatencyHistogram.empty());
    }
}
