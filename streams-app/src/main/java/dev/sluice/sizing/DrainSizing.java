package dev.sluice.sizing;

/**
 * The replicas that finish a backlog, and what arrives meanwhile, within a time.
 *
 * <p>Replicas that run work for the whole time, those still to be ordered only after the lead time. Where a change of
 * size pauses all work for a while, that while is lost to everybody once the size changes. A size also has to bear the
 * arrivals alone, or the backlog would come back.
 *
 * @param within seconds in which everything that waits is to be finished
 * @param leadSeconds from an order to a ready replica
 * @param restartSeconds pause of all work at a change of size
 */
public record DrainSizing(double within, double leadSeconds, double restartSeconds) {
    public DrainSizing {
        if (!(within > 0) || !(leadSeconds >= 0) || !(restartSeconds >= 0)) {
            throw new IllegalArgumentException("times must be above 0 to drain and at least 0 to start, not " + within
                    + ", " + leadSeconds + ", " + restartSeconds);
        }
    }

    /**
     * Work and those who do it.
     *
     * @param backlog units that wait
     * @param arrivals units per second expected over the time to drain
     * @param capacity units per second that one replica serves
     * @param running replicas that work now
     */
    public record Work(double backlog, double arrivals, double capacity, int running) {
        public Work {
            if (!(backlog >= 0) || !(arrivals >= 0) || !(capacity > 0) || running < 0) {
                throw new IllegalArgumentException("work must be at least 0 and capacity above 0, not " + backlog + ", "
                        + arrivals + ", " + capacity + ", " + running);
            }
        }
    }

    /**
     * A size and whether it keeps the time.
     *
     * @param replicas the size
     * @param seconds until nothing waits any more; infinite where arrivals are never caught up with
     */
    public record Drain(int replicas, double seconds) {}

    /** The smallest size of at least one that drains in time; where none can, the one that does as soon after as the lead time. */
    public Drain size(Work work) {
        double total = work.backlog() + work.arrivals() * within;
        int least = ceil(work.arrivals() / work.capacity());
        if (total <= work.running() * work.capacity() * within) {
            // smaller is enough or just right; leaving costs the pause
            int smaller =
                    Math.max(least, ceil(total / (work.capacity() * Math.max(within - restartSeconds, within * .1))));
            return drained(work, Math.min(work.running(), smaller));
        }
        double ready = within - leadSeconds - restartSeconds;
        if (ready <= 0) {
            // too late for any order: finish within the time counted from when new replicas are ready
            return drained(work, Math.max(work.running(), Math.max(least, ceil(total / (work.capacity() * within)))));
        }
        double left = total - work.running() * work.capacity() * (within - restartSeconds);
        return drained(work, Math.max(least, work.running() + ceil(left / (work.capacity() * ready))));
    }

    private Drain drained(Work work, int replicas) {
        int size = Math.max(1, replicas);
        return new Drain(size, seconds(work, size));
    }

    /** Seconds until {@code replicas}, ordered now, have finished everything. */
    double seconds(Work work, int replicas) {
        double pause = replicas == work.running() ? 0 : restartSeconds;
        double first = Math.min(replicas, work.running()) * work.capacity();
        double all = replicas * work.capacity();
        double until = replicas > work.running() ? leadSeconds + pause : pause;
        double working = until - pause;
        // what waits once the new size is ready
        double waits = Math.max(0, work.backlog() + work.arrivals() * until - first * working);
        if (waits == 0 && pause == 0) {
            return work.backlog() <= 0 ? 0 : Math.min(until, work.backlog() / Math.max(1e-12, first - work.arrivals()));
        }
        if (waits == 0) {
            return until;
        }
        return all <= work.arrivals() ? Double.POSITIVE_INFINITY : until + waits / (all - work.arrivals());
    }

    private static int ceil(double replicas) {
        return (int) Math.min(1 << 29, Math.max(0, Math.ceil(replicas - 1e-9)));
    }
}
