package dev.sluice.bench;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.control.ServiceLoop;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.Objective;
import dev.sluice.state.StatePart;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
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

/**
 * CPU of the loop of a service that serves a large model: a report that closes a window of five seconds, with its forecast,
 * the shadow rules and the decision. {@code main} prints the bytes of its state.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class TokenLoopBenchmark {
    private static final long WINDOW_MS = 5_000;

    /** A day. */
    private static final int WARM = 17_280;

    private static final double TOKENS_PER_SECOND_AND_REPLICA = 16_000;

    private static final double MILLIS = 1000;
    private static final int SCALE = 3;
    private static final int PER_DOUBLING = 1 << SCALE;

    private final SplittableRandom random = new SplittableRandom(1);
    private final ServiceLoop loop = new ServiceLoop("chat", settings());
    private long window;

    private static LoopSettings settings() {
        return new LoopSettings(Duration.ofMillis(WINDOW_MS), Duration.ZERO, Duration.ofMinutes(5), TimeSource.EVENT);
    }

    public static void main(String[] arguments) throws IOException {
        TokenLoopBenchmark benchmark = new TokenLoopBenchmark();
        benchmark.oneDay();
        int sum = 0;
        for (StatePart part : StatePart.values()) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            benchmark.loop.write(part, new DataOutputStream(bytes));
            System.out.printf(Locale.ROOT, "%-20s %,7d bytes%n", part, bytes.size());
            sum += bytes.size();
        }
        System.out.printf(Locale.ROOT, "%-20s %,7d bytes%n", "all", sum);
    }

    @Setup
    public void oneDay() {
        loop.policy(Optional.of(ScalingPolicy.of("chat", 300).withTokens(Objective.Tokens.STANDARD)));
        for (int i = 0; i < WARM; i++) {
            closeAWindow();
        }
    }

    /** The report of a whole window closes it: no grace, because one reporter speaks for all replicas. */
    @Benchmark
    public Step closeAWindow() {
        double requests = Math.rint(60 * (1.5 + Math.sin(window / 2000.0)) * (.6 + .8 * random.nextDouble()));
        double prompts = requests * 3000 * (.7 + .6 * random.nextDouble());
        double busySeconds = prompts / TOKENS_PER_SECOND_AND_REPLICA;
        long from = ++window * WINDOW_MS;
        TokenReport tokens = new TokenReport(
                prompts,
                prompts / 5,
                requests * 200,
                requests * 2,
                .4,
                times(requests, MILLIS * busySeconds / Math.max(1, requests)),
                times(requests, 45));
        RateReport report = new RateReport(
                        from,
                        from + WINDOW_MS,
                        requests,
                        0,
                        requests,
                        Double.NaN,
                        0,
                        Double.NaN,
                        LatencyHistogram.empty())
                .with(tokens);
        return loop.report(report, from);
    }

    /** Times that lie evenly on a logarithmic scale from half to twice the middle. */
    private LatencyHistogram times(double count, double middle) {
        long[] counts = new long[2 * PER_DOUBLING];
        for (int i = 0; i < count; i++) {
            counts[random.nextInt(counts.length)]++;
        }
        int lowest = (int) Math.floor(PER_DOUBLING * Math.log(Math.max(.01, middle) / 2) / Math.log(2));
        return new LatencyHistogram(SCALE, 0, lowest, counts);
    }
}
