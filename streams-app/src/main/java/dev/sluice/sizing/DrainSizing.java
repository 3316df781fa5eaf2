package dev.sluice.sizing;

import dev.sluice.text.NumberText;

/**
 * The replicas that finish a backlog, and the work that arrives meanwhile, within a given time.
 *
 * <p>Running replicas work for the whole time; replicas still to be ordered work only after the lead time. If a
 * change of the replica count pauses all work for a while, every replica loses that time. The count must also carry
 * the arrivals alone, or the backlog would return.
 *
 * @param within seconds in which everything that waits must be finished
 * @param leadSeconds seconds from an order to a ready replica
 * @param restartSeconds seconds for which all work pauses when the replica count changes
 */
public record DrainSizing(double within, double leadSeconds, double restartSeconds) {
    public DrainSizing {
        if (!(within > 0) || !(leadSeconds >= 0) || !(restartSeconds >= 0)) {
            throw new IllegalArgumentException(
                    "times must be above 0 to drain and at least 0 to start, not " + NumberText.exactly(within) + ", "
                            + NumberText.exactly(leadSeconds) + ", " + NumberText.exactly(restartSeconds));
        }
    }

    /**
     * The work and the replicas that do it.
     *
     * @param backlog units that wait
     * @param arrivals units per second expected while the backlog drains
     * @param capacity units per second that one replica serves
     * @param running replicas that work now
     */
    public record Work(double backlog, double arrivals, double capacity, int running) {
        public Work {
            if (!(backlog >= 0) || !(arrivals >= 0) || !(capacity > 0) || running < 0) {
                throw new IllegalArgumentException(
                        "work must be at least 0 and capacity above 0, not " + NumberText.exactly(backlog) + ", "
                                + NumberText.exactly(arrivals) + ", " + NumberText.exactly(capacity) + ", " + running);
            }
        }
    }

    /**
     * A replica count and whether it keeps the time.
     *
     * @param replicas the replica count
     * @param seconds seconds until nothing waits any more; infinite if the replicas never catch up with arrivals
     */
    public record Drain(int replicas, double seconds) {}

    /**
     * The minimum replica count, at least one, that drains in time. If none can, the count that drains as soon as
     * possible after the lead time.
     */
    public Drain size(Work work) {
        double total = work.backlog() + work.arrivals() * within;
        int least = ceil(work.arrivals() / work.capacity());
        if (total <= work.running() * work.capacity() * within) {
            // fewer or exactly these replicas suffice; a change costs the pause
            int smaller =
                    Math.max(least, ceil(total / (work.capacity() * Math.max(within - restartSeconds, within * .1))));
            return drained(work, Math.min(work.running(), smaller));
        }
        Drain grown = drained(work, grown(work, total, least));
        Drain same = drained(work, Math.max(least, work.running()));
        // a change that pauses all work is not made if everything is finished sooner without it
        return restartSeconds > 0 && same.seconds() <= grown.seconds() ? same : grown;
    }

    private int grown(Work work, double total, int least) {
        double ready = within - leadSeconds - restartSeconds;
        if (ready <= 0) {
            // too late for any order: finish within the same time, counted from when new replicas are ready
            return Math.max(work.running(), Math.max(least, ceil(total / (work.capacity() * within))));
        }
        double left = total - work.running() * work.capacity() * (within - restartSeconds);
        return Math.max(least, work.running() + ceil(left / (work.capacity() * ready)));
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
        // the backlog when the new replicas are ready
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
