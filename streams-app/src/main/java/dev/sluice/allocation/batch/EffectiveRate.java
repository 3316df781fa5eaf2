package dev.sluice.allocation.batch;

import dev.sluice.allocation.Pool;
import dev.sluice.allocation.PoolChoice;
import java.time.Duration;

/** The work that a replica does in a time, including interruptions and lead times. */
final class EffectiveRate {
    private EffectiveRate() {}

    /**
     * Average units per second while a replica is paid for. On spot it runs for 1/λ, of which half a checkpoint
     * interval c is lost, and waits a lead time L for its replacement: (1 − λ·c/2) / (1 + λ·L), all in hours.
     */
    static double rate(PoolChoice choice, Duration checkpoint) {
        Pool pool = choice.pool();
        double interruptions = pool.spot().map(Pool.Spot::interruptionsPerHour).orElse(0.0);
        double lost = interruptions * checkpoint.toMillis() / 3_600_000.0 / 2;
        return choice.safeRate() * Math.max(0, 1 - lost);
    }

    /** Units that a replica ordered now gets done in {@code seconds}. */
    static double ordered(PoolChoice choice, Duration checkpoint, double seconds) {
        return rate(choice, checkpoint) * Math.max(0, seconds - choice.pool().leadHours() * 3600);
    }

    /** Units that a running replica gets done in {@code seconds}. */
    static double running(PoolChoice choice, Duration checkpoint, double seconds) {
        return rate(choice, checkpoint) * Math.max(0, seconds);
    }
}
