package dev.sluice.simulator.cluster;

import dev.sluice.allocation.Pool;
import java.util.SplittableRandom;

/** When the provider takes spot replicas back: each at the pool's rate, independently of the others. */
final class Interruptions {
    private static final double HOUR = 3_600_000;

    private final double perMilli;
    private final SplittableRandom random;
    private double left;

    Interruptions(Pool pool, long seed) {
        perMilli = pool.spot().map(Pool.Spot::interruptionsPerHour).orElse(0.0) / HOUR;
        random = new SplittableRandom(seed);
        left = random.nextExponential();
    }

    /** Milliseconds until the next, while {@code ready} replicas run; {@link Long#MAX_VALUE}: never. */
    long next(int ready) {
        double rate = ready * perMilli;
        double wait = rate > 0 ? Math.ceil(left / rate) : Double.POSITIVE_INFINITY;
        return wait < Long.MAX_VALUE / 2.0 ? (long) wait : Long.MAX_VALUE;
    }

    /** Lets {@code ready} replicas run for {@code millis}; whether one is taken at the end of that time. */
    boolean pass(int ready, long millis) {
        left -= ready * perMilli * millis;
        if (left > 0 || ready == 0) {
            return false;
        }
        left = random.nextExponential();
        return true;
    }
}
