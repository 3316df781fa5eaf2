package dev.sluice.control.window;

import dev.sluice.control.message.RateReport;
import dev.sluice.control.message.UsageReport;
import dev.sluice.state.VarInts;
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
public final class OpenWindows {
    private static final int MOST_OPEN = 64;
    // what is written
    private static final int LAID_OUT = 1;
    private static final int REPORTED = 2;
    private static final int CLOSED = 4;
    private static final WindowSum NONE = new WindowSum(Long.MIN_VALUE, 0);

    private final Deque<WindowSum> open = new ArrayDeque<>();
    // the ends of the queue, which nearly every report is about
    private WindowSum running = NONE;
    private long oldestEnd = Long.MIN_VALUE;
    private boolean laidOut;
    private long length;
    private long phase;
    private long closedUpTo = Long.MIN_VALUE;
    private long newest = Long.MIN_VALUE;

    /**
     * Length of a service's windows, ms: a whole number of reports, each taken as whole seconds long.
     *
     * @param report length of its first report, ms
     * @param least shortest window, ms
     */
    public static long wholeReports(long report, long least) {
        long seconds = (report + 999) / 1000 * 1000;
        return (least + seconds - 1) / seconds * seconds;
    }

    /** Length of a window, ms; zero before the first report. */
    public long length() {
        return length;
    }

    /** End of the newest report, ms; {@link Long#MIN_VALUE} before the first. */
    public long newest() {
        return newest;
    }

    /** End of the newest closed window, ms; {@link Long#MIN_VALUE} before the first. */
    public long closedUpTo() {
        return closedUpTo;
    }

    public boolean isEmpty() {
        return running == NONE;
    }

    /** End of the oldest open window, ms. */
    public long oldestEnd() {
        return oldestEnd;
    }

    public WindowSum running() {
        return running;
    }

    /** Adds a report; false where every window that it touches has closed, or it would open too many. */
    public boolean add(RateReport r, long atLeast) {
        if (isWithinRunning(r.from(), r.to())) {
            newest = Math.max(newest, r.to());
            running.add(r);
            return true;
        }
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
    public boolean add(UsageReport r, long atLeast) {
        if (isWithinRunning(r.from(), r.to())) {
            newest = Math.max(newest, r.to());
            running.add(r);
            return true;
        }
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

    private boolean isWithinRunning(long from, long to) {
        return from >= running.start && to <= running.end() && to > closedUpTo;
    }

    private boolean admit(long from, long to, long atLeast) {
        if (to <= closedUpTo) {
            return false;
        }
        if (!laidOut) {
            laidOut = true;
            length = wholeReports(to - from, atLeast);
            phase = Math.floorMod(closedUpTo == Long.MIN_VALUE ? from : closedUpTo, length);
        }
        long first = Math.max(startOf(from), closedUpTo);
        if ((to - first) / length > MOST_OPEN) {
            return false;
        }
        newest = Math.max(newest, to);
        for (long start = first; start < to; start += length) {
            ensure(start);
        }
        arranged();
        return true;
    }

    private void arranged() {
        running = open.isEmpty() ? NONE : open.getLast();
        oldestEnd = open.isEmpty() ? Long.MIN_VALUE : open.getFirst().end();
    }

    private long startOf(long time) {
        return time - Math.floorMod(time - phase, length);
    }

    private void ensure(long start) {
        if (open.isEmpty() || open.getLast().start < start) {
            open.addLast(new WindowSum(start, length));
        } else if (open.getLast().start != start && open.stream().noneMatch(w -> w.start == start)) {
            insert(start);
        }
    }

    private void insert(long start) {
        List<WindowSum> sorted = new ArrayList<>(open);
        sorted.add(new WindowSum(start, length));
        sorted.sort((a, b) -> Long.compare(a.start, b.start));
        open.clear();
        open.addAll(sorted);
    }

    /** Closes the oldest window. */
    public WindowSum closeOldest() {
        WindowSum oldest = open.removeFirst();
        closedUpTo = oldest.end();
        arranged();
        return oldest;
    }

    /** Forgets the open windows, so that the next report sets where windows begin and how long they are. */
    public void restart() {
        open.clear();
        arranged();
        closedUpTo = newest;
        laidOut = false;
    }

    public void write(DataOutput out) throws IOException {
        boolean reported = newest != Long.MIN_VALUE;
        boolean closed = closedUpTo != Long.MIN_VALUE;
        out.writeByte((laidOut ? LAID_OUT : 0) | (reported ? REPORTED : 0) | (closed ? CLOSED : 0));
        if (reported) {
            VarInts.writeCount(newest, out);
        }
        if (closed) {
            // near the newest report, before or after it
            VarInts.writeSigned(closedUpTo - (reported ? newest : 0), out);
        }
        VarInts.writeCount(length, out);
        VarInts.writeCount(phase, out);
        VarInts.writeCount(open.size(), out);
        for (WindowSum w : open) {
            // a window begins before the newest report ends, but not long before
            VarInts.writeCount(newest - w.start, out);
            w.write(out);
        }
    }

    public void read(DataInput in) throws IOException {
        int flags = in.readByte();
        laidOut = (flags & LAID_OUT) != 0;
        boolean reported = (flags & REPORTED) != 0;
        newest = reported ? VarInts.readCount(in) : Long.MIN_VALUE;
        boolean closed = (flags & CLOSED) != 0;
        closedUpTo = closed ? VarInts.readSigned(in) + (reported ? newest : 0) : Long.MIN_VALUE;
        length = VarInts.readCount(in);
        phase = VarInts.readCount(in);
        open.clear();
        for (long i = VarInts.readCount(in); i > 0; i--) {
            open.addLast(WindowSum.read(newest - VarInts.readCount(in), length, in));
        }
        arranged();
    }
}
