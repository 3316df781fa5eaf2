package dev.sluice.control;

import dev.sluice.control.window.OpenWindows;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/** When to say that a service does not report: after two windows without a word, or as long as reports are, then ever more seldom. */
final class MissingReports {
    private static final long MOST_SELDOM = Duration.ofMinutes(10).toMillis();

    private long next = Long.MIN_VALUE;
    private long pause;
    private int times;

    /** When it is to be said, ms; never before the first window has closed. */
    long reportAt(OpenWindows windows) {
        if (windows.closedUpTo() == Long.MIN_VALUE) {
            return Long.MAX_VALUE;
        }
        long longest = Math.max(windows.length(), windows.arrivals().longest());
        return Math.max(next, windows.closedUpTo() + windows.length() + longest);
    }

    /** How often it was said since the last report. */
    int times() {
        return times;
    }

    /** Notes that it was said at {@code now}. */
    void reported(long now, OpenWindows windows) {
        times++;
        pause = Math.min(MOST_SELDOM, Math.max(2 * pause, windows.length()));
        next = now + pause;
    }

    /** Notes that a window closed with reports in it. */
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
