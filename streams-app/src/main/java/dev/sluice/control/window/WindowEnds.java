package dev.sluice.control.window;

import dev.sluice.control.message.report.ReadTime;
import dev.sluice.control.message.report.ReportKind;
import dev.sluice.control.window.arrival.Arrivals;
import dev.sluice.control.window.arrival.ReportLengths;
import java.time.Duration;

/**
 * Decides when the oldest open window of a service is over.
 *
 * <p>Time is the time up to which reports have been read. A reader that keeps up has read up to now; otherwise time is
 * how far the service's own reports have come. If all expected instances have reported, a window is over one grace
 * period after its end. If some have not, it waits longer by the length of the longest reports, because the next report
 * of a missing instance may reach back that far.
 *
 * <p>Example: a window ends at 12:00:10, the grace is 5 s, and one instance reports once per minute. The window closes
 * when that instance has reported, and at 12:01:15 at the latest.
 *
 * <p>Reports may wait where they are made, as while brokers are away, and those of one instance come some seconds before
 * those of the next. So a window whose first report comes after its end is not over at once: it waits a quarter of a minute for
 * the missing instances.
 *
 * <p>Both kinds of reports must have come that far, each by its own time: after a restart, one topic may be read sooner
 * than the other.
 */
public final class WindowEnds {
    /** In event time, how far one kind of reports may be ahead of the other, in addition to their lengths, ms. */
    private static final long PATIENCE = 30_000;
    /** Clients whose brokers were away try again after ten seconds at most, ms. */
    private static final long LATECOMERS = 15_000;
    /** A report of a whole window comes so soon after the end of the window, ms. */
    private static final long ON_TIME = 1_000;

    private final boolean byClock;
    private final ReadTime read;
    private final long grace;

    /**
     * Uses the clock, as far as {@code read} has come, if {@code byClock} is true; otherwise only the times of reports.
     */
    public WindowEnds(boolean byClock, Duration grace, ReadTime read) {
        this.byClock = byClock;
        this.read = read;
        this.grace = grace.toMillis();
    }

    /** Returns true if a window may be over at {@code wall} (ms). Fast, because it is called for every report. */
    public boolean mayBeOver(OpenWindows windows, long wall) {
        long time = byClock ? Math.max(wall, windows.newest()) : windows.newest();
        return time >= windows.oldestEnd() + grace && !windows.isEmpty();
    }

    /** Returns true if the oldest window is over at {@code wall} (ms). */
    public boolean isOver(OpenWindows windows, Populations populations, long wall) {
        WindowSum oldest = windows.oldest();
        boolean over = true;
        for (ReportKind kind : ReportKind.all()) {
            if (isAwaited(kind, oldest, populations)) {
                over &= time(kind, windows, wall) >= oldest.end() + wait(kind, windows, populations)
                        && !awaitsLatecomers(kind, windows, populations, wall);
            }
        }
        return over || hasEnded(windows) || windows.isCrowded();
    }

    private static boolean isAwaited(ReportKind kind, WindowSum oldest, Populations populations) {
        return populations.of(kind).isExpected() || oldest.reporting(kind) > 0;
    }

    private long time(ReportKind kind, OpenWindows windows, long wall) {
        long reported = windows.arrivals().frontier(kind);
        return byClock ? Math.max(read.upTo(kind, wall), reported) : reported;
    }

    private long wait(ReportKind kind, OpenWindows windows, Populations populations) {
        WindowSum oldest = windows.oldest();
        Arrivals arrivals = windows.arrivals();
        if (byClock && !populations.of(kind).isExpected()) {
            return grace + Math.max(arrivals.longest(kind), untilOthers(arrivals));
        }
        boolean complete = isComplete(kind, oldest, populations) && !arrivals.isPatient(oldest.end());
        return complete ? grace : grace + arrivals.longest(kind);
    }

    private static boolean isComplete(ReportKind kind, WindowSum window, Populations populations) {
        return populations.of(kind).isComplete(window.reporting(kind));
    }

    private boolean awaitsLatecomers(ReportKind kind, OpenWindows windows, Populations populations, long wall) {
        long wait = waitForLatecomers(kind, windows, populations);
        return wait > 0 && wall < windows.oldestEnd() + wait;
    }

    /** By the wall clock: those who come late come together, however far the reports that are read have come. */
    private long waitForLatecomers(ReportKind kind, OpenWindows windows, Populations populations) {
        WindowSum oldest = windows.oldest();
        boolean late = byClock && oldest.lateness() > ON_TIME && !windows.isHalfFull();
        return late && !isComplete(kind, oldest, populations) ? oldest.lateness() + LATECOMERS : 0;
    }

    /**
     * Before the first window closes, nobody knows who else reports. Instances out of step with the first one report within
     * its interval; a short one is within the grace.
     */
    private long untilOthers(Arrivals arrivals) {
        long interval = Math.min(arrivals.usual(), ReportLengths.LONGEST);
        return interval > 2 * grace ? interval : 0;
    }

    /** In event time, only the other kind of reports shows that one kind has ended. */
    private boolean hasEnded(OpenWindows windows) {
        return !byClock
                && windows.newest()
                        >= windows.oldestEnd() + grace + 2 * windows.arrivals().longest() + PATIENCE;
    }

    /** Returns when the oldest window is over by the clock, ms, if no more reports come. */
    public long due(OpenWindows windows, Populations populations) {
        long longest = 0;
        for (ReportKind kind : ReportKind.all()) {
            if (isAwaited(kind, windows.oldest(), populations)) {
                longest = Math.max(longest, wait(kind, windows, populations));
                longest = Math.max(longest, waitForLatecomers(kind, windows, populations));
            }
        }
        return windows.oldestEnd() + longest;
    }

    /** Returns true if reports of a kind are read soon after they arrive at {@code wall} (ms). */
    public boolean isLive(ReportKind kind, long wall) {
        return read.upTo(kind, wall) >= wall - grace;
    }

    /** Returns the maximum age of a window that closes on time, ms. */
    public long oldest(OpenWindows windows) {
        return 2 * grace + windows.arrivals().longest() + windows.length();
    }
}
