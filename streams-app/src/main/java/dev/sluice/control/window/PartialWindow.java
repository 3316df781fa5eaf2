package dev.sluice.control.window;

import dev.sluice.demand.GroupLag;
import dev.sluice.demand.Signal;
import dev.sluice.sizing.RunningWindow;
import java.util.Optional;

/**
 * The newest open window so far.
 *
 * @param from its start, ms since the epoch
 * @param until end of the newest report in it, ms since the epoch
 * @param window its demand so far, in units of the signal if that is a rate, otherwise in requests
 * @param lag how the consumer group stands; empty if nobody measured one
 */
public record PartialWindow(long from, long until, RunningWindow window, Optional<GroupLag> lag) {
    public static PartialWindow of(OpenWindows windows, Signal signal) {
        WindowSum newest = windows.running();
        long until = Math.max(newest.start, Math.min(windows.arrivals().latest(), newest.end()));
        double elapsed = Math.max(1, until - newest.start) / 1000.0;
        return new PartialWindow(
                newest.start,
                until,
                new RunningWindow(newest.soFar(signal), newest.requests(), elapsed, newest.seconds()),
                newest.lag());
    }
}
