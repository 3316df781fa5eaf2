package dev.sluice.control;

import dev.sluice.control.window.OpenWindows;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Decides when to report that a service sends no reports: two windows after the last one (longer if reports are
 * longer), then at doubling intervals of up to 10 minutes.
 *
 * <p>Example: with windows of 10 s, the first notice comes 20 s after the last closed window. The next ones follow
 * after 10 s, 20 s, 40 s and so on.
 */
final class MissingReports {
    private static final long MOST_SELDOM = Duration.ofMinutes(10).toMillis();

    private long next = Long.MIN_VALUE;
    private long pause;
    private int times;

    /** Returns when the next notice is due, ms; never before the first window has closed. */
    long reportAt(OpenWindows windows) {
        if (windows.closedUpTo() == Long.MIN_VALUE) {
            return Long.MAX_VALUE;
        }
        long longest = Math.max(windows.length(), windows.arrivals().longest());
        return Math.max(next, windows.closedUpTo() + windows.length() + longest);
    }

    /** Returns the number of notices since the last report. */
    int times() {
        return times;
    }

    /** Notes a notice at {@code now}. */
    void reported(long now, OpenWindows windows) {
        times++;
        pause = Math.min(MOST_SELDOM, Math.max(2 * pause, windows.length()));
        next = now + pause;
    }

    /** Notes that a window with reports has closed. */
    void broken(OpenWindows windows) {
        pause = 0;
        times = 0;
        next = windows.closedUpTo();
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(next);
        out.writeLong(pause);
        VarInts.writeCount(times, out);
    }

    void read(DataInput in) throws IOException {
        next = in.readLong();
        pause = in.readLong();
        times = (int) VarInts.readCount(in);
    }
}
