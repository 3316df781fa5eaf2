package dev.sluice.control;

import dev.sluice.forecast.DemandWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * The windows of one service that are still open, in event time.
 *
 * <p>The first report sets where windows begin and that each holds a whole number of reports: a service that reports once
 * a minute has windows of a minute. A window closes when the service's own reports have passed its end by the grace, or
 * when the loop says that time is up. What comes for a closed window is late.
 */
final class OpenWindows {
    private static final int MOST_OPEN = 64;

    private final Deque<WindowSum> open = new ArrayDeque<>();
    private long length;
    private long phase;
    private long closedUpTo = Long.MIN_VALUE;
    private long newest = Long.MIN_VALUE;

    /** Length of a window, ms; zero before the first report. */
    long length() {
        return length;
    }

    /** End of the newest report, ms; {@link Long#MIN_VALUE} before the first. */
    long newest() {
        return newest;
    }

    /** End of the newest closed window, ms; {@link Long#MIN_VALUE} before the first. */
    long closedUpTo() {
        return closedUpTo;
    }

    boolean isEmpty() {
        return open.isEmpty();
    }

    /** End of the oldest open window, ms. */
    long oldestEnd() {
        return open.getFirst().end();
    }

    WindowSum running() {
        return open.getLast();
    }

    /** Adds a report; false where every window that it touches has closed, or it would open too many. */
    boolean add(RateReport r, long atLeast) {
        if (!admit(r.from(), r.to(), atLeast)) {
            return false;
        }
        for (WindowSum w : open) {
            if (w.start < r.to() && w.end() > r.from()) {
                w.add(r);
            }
        }
        return true;
    }

    /** Adds a usage report likewise. */
    boolean add(UsageReport r, long atLeast) {
        if (!admit(r.from(), r.to(), atLeast)) {
            return false;
        }
        for (WindowSum w : open) {
            if (w.start < r.to() && w.end() > r.from()) {
                w.add(r);
            }
        }
        return true;
    }

    private boolean admit(long from, long to, long atLeast) {
        if (length == 0) {
            length = wholeReports(to - from, atLeast);
            phase = Math.floorMod(closedUpTo == Long.MIN_VALUE ? from : closedUpTo, length);
        }
        long first = Math.max(startOf(from), closedUpTo);
        if (to <= closedUpTo || (to - first) / length > MOST_OPEN) {
            return false;
        }
        newest = Math.max(newest, to);
        for (long start = first; start < to; start += length) {
            ensure(start);
        }
        return true;
    }

    /** A window holds a whole number of reports, each taken as whole seconds long. */
    private static long wholeReports(long report, long atLeast) {
        long seconds = (report + 999) / 1000 * 1000;
        return (atLeast + seconds - 1) / seconds * seconds;
    }

    private long startOf(long time) {
        return time - Math.floorMod(time - phase, length);
    }

    private void ensure(long start) {
        if (open.isEmpty() || open.getLast().start < start) {
            open.addLast(new WindowSum(start, length));
        } else if (!isOpen(start)) {
            insert(start);
        }
    }

    private boolean isOpen(long start) {
        for (WindowSum w : open) {
            if (w.start == start) {
                return true;
            }
        }
        return false;
    }

    private void insert(long start) {
        List<WindowSum> sorted = new ArrayList<>(open);
        sorted.add(new WindowSum(start, length));
        sorted.sort((a, b) -> Long.compare(a.start, b.start));
        open.clear();
        open.addAll(sorted);
    }

    /** Closes the oldest window. */
    DemandWindow closeOldest() {
        WindowSum oldest = open.removeFirst();
        closedUpTo = oldest.end();
        return oldest.closed();
    }

    /** Forgets all windows, so that the next report sets their length again. */
    void restart() {
        open.clear();
        length = 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(newest);
        Numbers.writeCount(newest - closedUpTo, out);
        Numbers.writeCount(length, out);
        Numbers.writeCount(phase, out);
        out.writeByte(open.size());
        for (WindowSum w : open) {
            Numbers.writeCount(newest - w.start, out);
            w.write(out);
        }
    }

    void read(DataInput in) throws IOException {
        newest = in.readLong();
        closedUpTo = newest - Numbers.readCount(in);
        length = Numbers.readCount(in);
        phase = Numbers.readCount(in);
        open.clear();
        for (int i = in.readByte(); i > 0; i--) {
            open.addLast(WindowSum.read(newest - Numbers.readCount(in), length, in));
        }
    }
}
