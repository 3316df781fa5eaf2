package dev.sluice.control.window;

import dev.sluice.control.message.ReadTime;
import dev.sluice.control.message.ReportKind;
import java.time.Duration;

/**
 * When the oldest open window of a service is over.
 *
 * <p>Time passes by what has been read: up to now by a reader that keeps up, otherwise as far as the service's own reports have
 * come. A window is over a grace after its end where all instances that are expected have reported; where some have not, it waits
 * for them as long as the longest reports are, because the next one of each may reach back so far. Example: a window ends at 12:00:10, the grace is
 * 5 s, one of the instances reports once a minute. The window closes when that one has reported, at the latest at 12:01:15.
 *
 * <p>Both kinds of reports have to have come so far, each by its own time: after a stop one topic may be read sooner than the other.
 */
public final class WindowEnds {
    /** How far one kind of reports may be ahead of the other in recorded time, beside their lengths, ms. */
    private static final long PATIENCE = 30_000;

    private final boolean byClock;
    private final ReadTime read;
    private final long grace;

    /** Time is the clock's, as far as {@code read} tells, or else only that of the reports. */
    public WindowEnds(boolean byClock, Duration grace, ReadTime read) {
        this.byClock = byClock;
        this.read = read;
        this.grace = grace.toMillis();
    }

    /** Whether a window may be over at {@code wall} (ms); quick, for it is asked at every report. */
    public boolean mayBeOver(OpenWindows windows, long wall) {
        long time = byClock ? Math.max(wall, windows.newest()) : windows.newest();
        return time >= windows.oldestEnd() + grace && !windows.isEmpty();
    }

    /** Whether the oldest window is over at {@code wall} (ms). */
    public boolean isOver(OpenWindows windows, Populations populations, long wall) {
        WindowSum oldest = windows.oldest();
        boolean over = true;
        for (ReportKind kind : ReportKind.all()) {
            if (isAwaited(kind, oldest, populations)) {
                over &= time(kind, windows, wall) >= oldest.end() + wait(kind, windows, populations);
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
        boolean complete = populations.of(kind).isComplete(oldest.reporting(kind)) && !arrivals.isPatient(oldest.end());
        return complete ? grace : grace + arrivals.longest(kind);
    }

    /** In recorded time only the other kind tells that a kind has ended. */
    private boolean hasEnded(OpenWindows windows) {
        return !byClock
                && windows.newest()
                        >= windows.oldestEnd() + grace + 2 * windows.arrivals().longest() + PATIENCE;
    }

    /** When the oldest window is over by the clock, ms, if nothing more comes. */
    public long due(OpenWindows windows, Populations populations) {
        long longest = 0;
        for (ReportKind kind : ReportKind.all()) {
            if (isAwaited(kind, windows.oldest(), populations)) {
                longest = Math.max(longest, wait(kind, windows, populations));
            }
        }
        return windows.oldestEnd() + longest;
    }

    /** Whether reports of a kind are read when they arrive at {@code wall} (ms), and not long after. */
    public boolean isLive(ReportKind kind, long wall) {
        return read.upTo(kind, wall) >= wall - grace;
    }

    /** How old a window may be, ms, that closes when it should. */
    public long oldest(OpenWindows windows) {
        return 2 * grace + windows.arrivals().longest() + windows.length();
    }
}
