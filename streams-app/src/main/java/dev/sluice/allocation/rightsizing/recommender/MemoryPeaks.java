package dev.sluice.allocation.rightsizing.recommender;

/**
 * One memory peak an interval, booked when the interval opens and rebooked when it grows; a kill for want of memory books
 * what would have been needed. The rules of the Kubernetes VPA recommender; state, mutable. Times are epoch seconds.
 */
public final class MemoryPeaks {
    /** What a kill books at least above what was used, bytes: 100 MiB. */
    static final double LEAST_BUMP = 100 * 1024.0 * 1024;

    static final double BUMP_RATIO = 1.2;

    private final long interval;
    private State state = State.NEW;

    public MemoryPeaks(long intervalSeconds) {
        this.interval = intervalSeconds;
    }

    /** Where peaks are booked. */
    public interface Book {
        void add(double bytes, long intervalEnd);

        void subtract(double bytes, long intervalEnd);
    }

    /**
     * What is remembered between samples.
     *
     * @param started whether there was a sample yet
     * @param end end of the open interval, epoch seconds
     * @param usagePeak highest use seen in the interval, bytes
     * @param killPeak highest need after a kill in the interval, bytes
     * @param lastSample time of the newest sample, epoch seconds
     */
    public record State(boolean started, long end, double usagePeak, double killPeak, long lastSample) {
        public static final State NEW = new State(false, 0, 0, 0, 0);
    }

    public State state() {
        return state;
    }

    public void restore(State remembered) {
        state = remembered;
    }

    /** Books {@code bytes} used at {@code at}; false where it is older than what was booked or impossible. */
    public boolean used(double bytes, long at, Book book) {
        if (!(bytes >= 0) || (state.started() && at < state.lastSample())) {
            return false;
        }
        book(bytes, at, false, book);
        return true;
    }

    /**
     * Books a kill at {@code at} of a replica that was allowed {@code limit} bytes: a fifth, and at least 100 MiB, more
     * than it had or was seen to use; false where it is a whole interval older than the newest sample.
     */
    public boolean killed(double limit, long at, Book book) {
        if (state.started() && at < state.lastSample() - interval) {
            return false;
        }
        double used = Math.max(limit, state.usagePeak());
        book(Math.max(used + LEAST_BUMP, used * BUMP_RATIO), at, true, book);
        return true;
    }

    private void book(double bytes, long at, boolean kill, Book book) {
        long end = state.started() ? state.end() : at;
        long last = state.started() ? Math.max(state.lastSample(), at) : at;
        if (at >= end) {
            // truncated to whole intervals, then one more
            long next = end + (at - end) / interval * interval + interval;
            book.add(bytes, next);
            state = new State(true, next, kill ? 0 : bytes, kill ? bytes : 0, last);
            return;
        }
        double peak = Math.max(state.usagePeak(), state.killPeak());
        state = new State(true, end, state.usagePeak(), state.killPeak(), last);
        if (bytes > peak) {
            if (peak > 0) {
                book.subtract(peak, end);
            }
            book.add(bytes, end);
            state = new State(true, end, kill ? state.usagePeak() : bytes, kill ? bytes : state.killPeak(), last);
        }
    }
}
