package dev.sluice.control.window;

import dev.sluice.control.message.RateReport;
import dev.sluice.control.message.ReportKind;
import dev.sluice.control.message.UsageReport;
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
 * The windows of one service that are still open, in event time.
 *
 * <p>The first report sets where windows begin and how long they are: a whole number of reports, so a service that reports once a
 * minute has windows of a minute. Where most reports turn out to have another length, windows of that length follow. What
 * comes for a closed window is late. When a window closes is for {@link WindowEnds} to say.
 */
public final class OpenWindows {
    /** The most windows that a report may reach over, and that wait for reports that are still to be read. */
    static final int MOST_OPEN = 512;

    // what is written
    private static final int LAID_OUT = 1;
    private static final int CLOSED = 2;
    private static final int LAID_AGAIN = 4;
    private static final WindowSum NONE = new WindowSum(Long.MIN_VALUE, 0);

    private final Deque<WindowSum> open = new ArrayDeque<>();
    private final Arrivals arrivals = new Arrivals();
    // the ends of the queue, which nearly every report is about
    private WindowSum running = NONE;
    private long oldestEnd = Long.MIN_VALUE;
    private boolean laidOut;
    private long length;
    private long phase;
    // no window of the present length begins before
    private long layoutFrom = Long.MIN_VALUE;
    private long closedUpTo = Long.MIN_VALUE;

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

    /** What is known of how reports come. */
    public Arrivals arrivals() {
        return arrivals;
    }

    /** How far reports have come, ms; {@link Long#MIN_VALUE} before the first. */
    public long newest() {
        return arrivals.frontier();
    }

    /** End of the newest closed window, ms; {@link Long#MIN_VALUE} before the first. */
    public long closedUpTo() {
        return closedUpTo;
    }

    public boolean isEmpty() {
        return running == NONE;
    }

    /** End of the oldest open window, ms. */
    long oldestEnd() {
        return oldestEnd;
    }

    /** The oldest open window. */
    WindowSum oldest() {
        return open.getFirst();
    }

    /** The window that reports have come to. */
    public WindowSum running() {
        return running;
    }

    /** Whether more windows are open than may wait for reports. */
    boolean isCrowded() {
        if (open.size() <= MOST_OPEN) {
            return false;
        }
        long newest = newest();
        return open.stream().filter(w -> w.end() <= newest).count() > MOST_OPEN;
    }

    /** Adds a report; false where every window that it touches has closed, or it would open too many. */
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

    private void addTo(RateReport r) {
        long unused = r.to() - r.from();
        for (WindowSum w : open) {
            if (w.start < r.to() && w.end() > r.from()) {
                w.add(r);
                unused -= Math.min(w.end(), r.to()) - Math.max(w.start, r.from());
            }
        }
        arrivals.late(r, unused);
        arranged();
    }

    /** Adds a usage report likewise. */
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

    /** In recorded time nothing but the others tells that a clock is ahead; what it opens must not grow without an end. */
    private boolean isFarAhead(long to) {
        return open.size() > MOST_OPEN
                && arrivals.isShared()
                && to > Math.max(newest(), open.getLast().end());
    }

    private void arranged() {
        running = open.isEmpty() ? NONE : newestReached();
        oldestEnd = open.isEmpty() ? Long.MIN_VALUE : open.getFirst().end();
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
        } else if (open.getLast().start != start && open.stream().noneMatch(w -> w.start == start)) {
            insert(start);
        }
    }

    /**
     * Where most reports have another length than windows are laid out for, other windows follow: longer ones after those that
     * are open, shorter ones at once. In between windows stay as they are, for what was learned of demand goes by their length.
     */
    private void layOutAgain(long atLeast) {
        long usual = wholeReports(arrivals.usual(), atLeast);
        boolean tooShort = arrivals.usual() > length;
        boolean tooLong = length > 2 * usual && length > 2 * arrivals.longest();
        if (!tooShort && !tooLong) {
            return;
        }
        long end = running.end();
        open.removeIf(w -> w.start >= end);
        if (tooLong) {
            running.cutAt(Math.max(running.start + 1, Math.min(end, arrivals.latest())));
        }
        layoutFrom = running.end();
        phase = layoutFrom;
        length = usual;
        arranged();
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
            // a window begins before the newest report ends, but not long before
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
