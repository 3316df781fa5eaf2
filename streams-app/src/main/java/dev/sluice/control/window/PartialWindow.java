package dev.sluice.control.window;

import dev.sluice.forecast.Signal;
import dev.sluice.sizing.RunningWindow;

/**
 * The newest open window so far.
 *
 * @param from its start, ms since the epoch
 * @param until end of the newest report in it, ms since the epoch
 * @param window what it has brought, in units of the signal where that is a rate, else in requests
 */
public record PartialWindow(long from, long until, RunningWindow window) {
    public static PartialWindow of(OpenWindows windows, Signal signal) {
        WindowSum newest = windows.running();
        long until = Math.max(newest.start, Math.min(windows.arrivals().latest(), newest.end()));
        double elapsed = Math.max(1, until - newest.start) / 1000.0;
        return new PartialWindow(
                newest.start,
                until,
                new RunningWindow(soFar(newest, signal), newest.requests(), elapsed, newest.seconds()));
    }

    /** Demand of a window so far: of units those reported, of any other signal the requests. */
    public static double soFar(WindowSum window, Signal signal) {
        if (signal != Signal.UNITS) {
            return window.requests();
        }
        return Double.isNaN(window.units()) ? 0 : window.units();
    }
}
