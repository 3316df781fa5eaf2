package dev.sluice.control.window;

import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.window.arrival.Arrivals;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;

/**
 * The open windows of one service, in event time. {@link WindowEnds} decides when a window closes; a report for a
 * closed window is late.
 *
 * <p>The first report sets where windows begin and how long they are: a whole number of reports. Example: if windows
 * are at least 10 s long, reports of 4 s make windows of 12 s, and reports of 60 s make windows of 60 s. If most
 * reports turn out to have another length, the following windows get that length.
 */
public final class OpenWindows {
    /** The maximum number of windows that a report may span, and of windows that wait for unread reports. */
    static final int MOST_OPEN = 512;

    // flags of the stored state
    private static final int LAID_OUT = 1;
    private static final int CLOSED = 2;
    private static final int LAID_AGAIN = 4;
    private static final WindowSum NONE = new WindowSum(Long.MIN_VALUE, 0);

    private final Deque<WindowSum> open = new ArrayDeque<>();
    private final Arrivals arrivals = new Arrivals();
    // both ends of the queue, which nearly every report concerns
    private WindowSum running = NONE;
    private long oldestEnd = Long.MIN_VALUE;
    private boolean laidOut;
    private long length;
    private long phase;
    // no window of the present length begins before this time
    private long layoutFrom = Long.MIN_VALUE;
    private long closedUpTo = Long.MIN_VALUE;
    // not state: whether the newest report opened a window
    private boolean opened;

    /**
     * Returns the length of a service's windows, ms: a whole number of reports, each rounded up to whole seconds.
     *
     * @param report length of the first report, ms
     * @param least minimum length of a window, ms
     */
    public static long wholeReports(long report, long least) {
        long seconds = (report + 999) / 1000 * 1000;
        return (least + seconds - 1) / seconds * seconds;
    }

    /** Returns the length of a window, ms; 0 before the first report. */
    public long length() {
        return length;
    }

    /** Returns what is known of how reports arrive. */
    public Arrivals arrivals() {
        return arrivals;
    }

    /** Returns how far reports have come, ms; {@link Long#MIN_VALUE} before the first. */
    public long newest() {
        return arrivals.frontier();
    }

    /** Returns the end of the newest closed window, ms; {@link Long#MIN_VALUE} before the first. */
    public long closedUpTo() {
        return closedUpTo;
    }

    public boolean isEmpty() {
        return running == NONE;
    }

    /** Returns the end of the oldest open window, ms. */
    long oldestEnd() {
        return oldestEnd;
    }

    /** Returns the oldest open window. */
    WindowSum oldest() {
        return open.getFirst();
    }

    /** Returns the window that the newest reports belong to. */
    public WindowSum running() {
        return running;
    }

    /** Returns true if more windows are over than may wait for reports. */
    boolean isCrowded() {
        return open.size() > MOST_OPEN && overBy(newest()) > MOST_OPEN;
    }

    /** Returns true if half as many windows are open as may wait for reports: hours are being read. */
    boolean isHalfFull() {
        return open.size() > MOST_OPEN / 2;
    }

    private long overBy(long time) {
        return open.stream().filter(w -> w.end() <= time).count();
    }

    /** Adds a report; returns false if every window that it touches has closed, or if it would open too many. */
    public boolean add(RateReport r, long atLeast) {
        boolean within = isWithinRunning(r.from(), r.to());
        if (!within && !admit(r.from(), r.to(), atLeast)) {
            arrivals.late(r, r.to() - r.from());
            return false;
        }
        boolean usual = arrivals.came(ReportKind.REQUESTS, r.reporter(), r.from(), r.to());
        if (within) {
            running.add(r);
        } else {
            addTo(r);
        }
        if (usual) {
            layOutAgain(atLeast);
        }
        return true;
    }

    /** Notes that the newest report came at {@code wall} (ms). */
    public void came(long wall) {
        if (opened) {
            opened = false;
            open.forEach(w -> w.firstCame(wall));
        }
    }

    private void addTo(RateReport r) {
        long unused = r.to() - r.from();
        for (WindowSum w : open) {
            if (w.start < r.to() && w.end() > r.from()) {
                w.add(r);
                unused -= Math.min(w.end(), r.to()) - Math.max(w.start, r.from());
            }
        }
        if (unused > 0) {
            arrivals.late(r, unused);
        }
        arranged();
    }

    /** Adds a usage report in the same way. */
    public boolean add(UsageReport r, long atLeast) {
        boolean within = isWithinRunning(r.from(), r.to());
        if (!within && !admit(r.from(), r.to(), atLeast)) {
            arrivals.late(r.from(), r.to());
            return false;
        }
        boolean usual = arrivals.came(ReportKind.USAGE, r.reporter(), r.from(), r.to());
        if (within) {
            running.add(r);
        } else {
            addTo(r);
        }
        if (usual) {
            layOutAgain(atLeast);
        }
        return true;
    }

    private void addTo(UsageReport r) {
        for (WindowSum w : open) {
            if (w.start < r.to() && w.end() > r.from()) {
                w.add(r);
            }
        }
        if (r.from() < closedUpTo) {
            arrivals.late(r.from(), r.to());
        }
        arranged();
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
            phase = closedUpTo == Long.MIN_VALUE ? from : closedUpTo;
        }
        long first = startOf(Math.max(from, Math.max(closedUpTo, layoutFrom)));
        if ((to - first) / length > MOST_OPEN || isFarAhead(to)) {
            return false;
        }
        for (long start = first; start < to; start += length) {
            ensure(start);
        }
        return true;
    }

    /**
     * In event time, only other reporters show that a clock is ahead. The number of windows that it opens must stay
     * bounded.
     */
    private boolean isFarAhead(long to) {
        return open.size() > MOST_OPEN
                && arrivals.isShared()
                && to > Math.max(newest(), open.getLast().end());
    }

    private void arranged() {
        if (open.isEmpty()) {
            running = NONE;
            oldestEnd = Long.MIN_VALUE;
            return;
        }
        running = open.size() == 1 ? open.getFirst() : newestReached();
        oldestEnd = open.getFirst().end();
    }

    private WindowSum newestReached() {
        long newest = arrivals.reached();
        for (Iterator<WindowSum> windows = open.descendingIterator(); windows.hasNext(); ) {
            WindowSum next = windows.next();
            if (next.start < newest) {
                return next;
            }
        }
        return open.getFirst();
    }

    private long startOf(long time) {
        return time - Math.floorMod(time - phase, length);
    }

    private void ensure(long start) {
        if (open.isEmpty() || open.getLast().start < start) {
            open.addLast(new WindowSum(start, length));
            opened = true;
        } else if (open.getLast().start != start && open.stream().noneMatch(w -> w.start == start)) {
            insert(start);
            opened = true;
        }
    }

    /**
     * Changes the length of windows if most reports have another length: longer windows follow the open ones, shorter
     * windows start at once. Small differences change nothing, because what was learned of demand depends on the window
     * length.
     */
    private void layOutAgain(long atLeast) {
        long usual = wholeReports(arrivals.usual(), atLeast);
        boolean tooShort = arrivals.usual() > length;
        boolean tooLong = length > 2 * usual && length > 2 * arrivals.longest();
        if (!tooShort && !tooLong) {
            return;
        }
        long end = running.end();
        dropFrom(end);
        if (tooLong) {
            running.cutAt(Math.max(running.start + 1, Math.min(end, arrivals.latest())));
        }
        layoutFrom = running.end();
        phase = layoutFrom;
        length = usual;
        arranged();
    }

    /** Drops the windows from {@code time} (ms) on, which only those who are far ahead of the others have opened. */
    private void dropFrom(long time) {
        while (open.getLast().start >= time) {
            arrivals.unused(open.removeLast().requests());
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

    /** Drops the open windows; the next report sets where windows begin and how long they are. */
    public void restart() {
        closedUpTo = running == NONE ? closedUpTo : Math.max(closedUpTo, Math.min(arrivals.latest(), running.end()));
        open.clear();
        arranged();
        layoutFrom = Long.MIN_VALUE;
        laidOut = false;
    }

    public void write(DataOutput out) throws IOException {
        boolean closed = closedUpTo != Long.MIN_VALUE;
        boolean laidAgain = layoutFrom != Long.MIN_VALUE;
        out.writeByte((laidOut ? LAID_OUT : 0) | (closed ? CLOSED : 0) | (laidAgain ? LAID_AGAIN : 0));
        arrivals.write(out);
        if (closed) {
            VarInts.writeCount(closedUpTo, out);
        }
        if (laidAgain) {
            VarInts.writeCount(layoutFrom, out);
        }
        VarInts.writeCount(length, out);
        VarInts.writeCount(Math.floorMod(phase, Math.max(1, length)), out);
        VarInts.writeCount(open.size(), out);
        long near = arrivals.latest();
        for (WindowSum w : open) {
            // a window begins shortly before the newest report ends, so the difference is small
            VarInts.writeSigned(near - w.start, out);
            VarInts.writeCount(w.length() == length ? 0 : w.length(), out);
            w.write(out);
        }
    }

    public void read(DataInput in) throws IOException {
        int flags = in.readByte();
        laidOut = (flags & LAID_OUT) != 0;
        arrivals.read(in);
        closedUpTo = (flags & CLOSED) != 0 ? VarInts.readCount(in) : Long.MIN_VALUE;
        layoutFrom = (flags & LAID_AGAIN) != 0 ? VarInts.readCount(in) : Long.MIN_VALUE;
        length = VarInts.readCount(in);
        phase = VarInts.readCount(in);
        open.clear();
        long near = arrivals.latest();
        for (long i = VarInts.readCount(in); i > 0; i--) {
            long start = near - VarInts.readSigned(in);
            long own = VarInts.readCount(in);
            open.addLast(WindowSum.read(start, own == 0 ? length : own, in));
        }
        arranged();
    }
}
