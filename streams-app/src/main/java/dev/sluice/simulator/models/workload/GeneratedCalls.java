package dev.sluice.simulator.models.workload;

import dev.sluice.simulator.workload.SeededRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Seeded calls of many models: a few are called often, most now and then in bursts, and some by a clock. Days have a wave. Larger
 * models take longer to load.
 */
public final class GeneratedCalls {
    private static final double DAY = 86_400;
    private static final double GIB = 1L << 30;
    private static final double MOST_A_DAY = 1500;
    private static final double FALL = 1.3;
    private static final double CLOCKED = .2;
    private static final double BURST = 6;
    private static final double BURST_GAP = 90;
    private static final double MEAN_USE = 20;

    private final SeededRandom random;
    private final List<Call> calls = new ArrayList<>();

    private record Call(double at, String model, double lasting) {}

    private GeneratedCalls(long seed) {
        random = new SeededRandom(seed);
    }

    /** Calls of so many models, over so many days. */
    public static ModelCalls of(int models, double days, long seed) {
        return new GeneratedCalls(seed).generate(models, days);
    }

    /** What the models of {@link #of} take, by rank of how often they are called. */
    public static List<ModelSpec> specs(ModelCalls calls, long seed) {
        SeededRandom random = new SeededRandom(seed + 1);
        return IntStream.range(0, calls.names().size())
                .mapToObj(m -> {
                    double size = Math.rint(random.between(2, 16));
                    return new ModelSpec(size * GIB, 2 + size * random.between(.5, 4));
                })
                .toList();
    }

    private ModelCalls generate(int models, double days) {
        for (int rank = 0; rank < models; rank++) {
            double perDay = MOST_A_DAY / Math.pow(rank + 1, FALL);
            if (random.happens(CLOCKED)) {
                byClock("m" + rank, Math.max(2, perDay), days);
            } else {
                inBursts("m" + rank, perDay, days);
            }
        }
        ModelCalls.Builder built = new ModelCalls.Builder();
        calls.sort(Comparator.comparingDouble(Call::at));
        calls.forEach(call -> built.add(call.at(), call.model(), call.lasting()));
        return built.build();
    }

    private void byClock(String model, double perDay, double days) {
        double period = Math.max(1, Math.rint(1440 / perDay)) * 60;
        for (double at = random.between(0, period); at < days * DAY; at += period) {
            calls.add(new Call(at, model, random.wait(MEAN_USE)));
        }
    }

    private void inBursts(String model, double perDay, double days) {
        double gap = DAY * BURST / perDay;
        for (double at = random.wait(gap); at < days * DAY; at += random.wait(gap)) {
            if (random.happens(.6 - .4 * Math.cos(2 * Math.PI * at / DAY))) {
                burst(model, at, days * DAY);
            }
        }
        if (calls.stream().noneMatch(call -> call.model().equals(model))) {
            calls.add(new Call(random.between(0, days * DAY), model, random.wait(MEAN_USE)));
        }
    }

    private void burst(String model, double from, double end) {
        double at = from;
        for (double left = 1 + random.count(BURST); left > 0 && at < end; left--) {
            calls.add(new Call(at, model, random.wait(MEAN_USE)));
            at += random.wait(BURST_GAP);
        }
    }
}
