package dev.sluice.allocation;

import dev.sluice.text.Checks;
import dev.sluice.text.DurationText;
import java.time.Duration;

/**
 * A pool that a service can run on, in its present state.
 *
 * @param pool the pool
 * @param rate what one replica serves there, units per second
 * @param minimum minimum number of replicas to run there
 * @param limit maximum number of replicas that this service can get there
 * @param running replicas that run there now
 * @param paidFor time for which the running replicas are already paid, whether they stay or go
 */
public record PoolChoice(Pool pool, double rate, int minimum, int limit, int running, Duration paidFor) {
    public PoolChoice {
        Checks.above("perReplica", rate);
        if (minimum < 0 || limit < 0 || running < 0) {
            throw new IllegalArgumentException("minimum, limit and running must not be below 0, they are " + minimum
                    + ", " + limit + " and " + running);
        }
        if (paidFor.isNegative()) {
            throw new IllegalArgumentException("paidFor must not be below 0, it is " + DurationText.exactly(paidFor));
        }
    }

    /** A pool in which nothing runs yet, up to the pool's own limit. */
    public static PoolChoice of(Pool pool, double rate) {
        return new PoolChoice(pool, rate, 0, pool.limit(), 0, Duration.ZERO);
    }

    public PoolChoice withMinimum(int replicas) {
        return new PoolChoice(pool, rate, replicas, limit, running, paidFor);
    }

    public PoolChoice withLimit(int replicas) {
        return replicas == limit ? this : new PoolChoice(pool, rate, minimum, replicas, running, paidFor);
    }

    public PoolChoice withRunning(int replicas) {
        return new PoolChoice(pool, rate, minimum, limit, replicas, paidFor);
    }

    public PoolChoice withPaidFor(Duration time) {
        return new PoolChoice(pool, rate, minimum, limit, running, time);
    }

    /** The same choice with replicas that count in full, though they may be taken back. */
    public PoolChoice inFull() {
        return pool.isSpot() ? new PoolChoice(pool.withSpot(0), rate, minimum, limit, running, paidFor) : this;
    }

    /** Minimum number of replicas that can be had: the limit outranks the minimum. */
    public int floor() {
        return Math.min(minimum, limit);
    }

    /** The capacity of one replica that can be relied on, units per second: its rate times the pool's availability. */
    public double safeRate() {
        return rate * pool.availability();
    }
}
