package dev.sluice.bench;

import dev.sluice.allocation.CheapestMix;
import dev.sluice.allocation.Mix;
import dev.sluice.allocation.MixRequest;
import dev.sluice.allocation.Pool;
import dev.sluice.allocation.PoolChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
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

/** Time to find the cheapest mix of six pools, two of them spot, one wish after the other out of a seeded thousand. */
@State(Scope.Thread)
@BenchmarkMode({Mode.AverageTime, Mode.SampleTime})
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 3, time = 2)
@Fork(1)
public class CheapestMixBenchmark {
    /** {@code apart}: pools differ in money for a unit; {@code alike}: by a thousandth, the hardest for a search. */
    @Param({"apart", "alike"})
    public String prices = "apart";

    /** Replicas in the mix, about. */
    @Param({"20", "300"})
    public int replicas = 20;

    private final List<MixRequest> wishes = new ArrayList<>();
    private int next;

    @Setup
    public void draw() {
        Random random = new Random(1);
        for (int i = 0; i < 1000; i++) {
            wishes.add(wish(random));
        }
    }

    private MixRequest wish(Random random) {
        List<PoolChoice> choices = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            double rate = 2 + 40 * random.nextDouble();
            double dear =
                    prices.equals("alike") ? .05 * (1 + .001 * random.nextDouble()) : .02 + .1 * random.nextDouble();
            Pool pool = Pool.of("pool-" + i, rate * dear)
                    .withLeadTime(Duration.ofSeconds(30 + random.nextInt(600)))
                    .withLimit(replicas / 2);
            choices.add(
                    PoolChoice.of(i < 2 ? pool.withSpot(.1) : pool, rate).withRunning(random.nextInt(replicas / 5)));
        }
        return MixRequest.of(replicas * 20 * (.5 + random.nextDouble()), choices)
                .withSpotShare(.4);
    }

    @Benchmark
    public Mix cheapest_mix_of_six_pools() {
        next = (next + 1) % wishes.size();
        return CheapestMix.find(wishes.get(next));
    }
}
