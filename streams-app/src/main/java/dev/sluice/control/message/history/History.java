package dev.sluice.control.message.history;

import dev.sluice.demand.Signal;
import dev.sluice.sizing.capacity.ExpectedReplica;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What was learned of a service's demand before its live windows.
 *
 * @param signal what the demand is measured in
 * @param from start of the first window
 * @param to end of the last window
 * @param window length of a window
 * @param windows number of windows; gaps do not count
 * @param source where the demand was read, for people
 * @param model the demand model as it is stored, in its envelope
 * @param replica what it shows of a replica; empty if it only tells demand
 */
public record History(
        Signal signal,
        Instant from,
        Instant to,
        Duration window,
        long windows,
        String source,
        byte[] model,
        Optional<ExpectedReplica> replica) {
    public History {
        if (!to.isAfter(from) || window.toMillis() <= 0 || windows <= 0) {
            throw new IllegalArgumentException("a history has at least one window, and ends after it starts, not "
                    + windows + " of " + window + " from " + from + " to " + to);
        }
        model = model.clone();
    }

    /** The same history, which shows this of a replica. */
    public History withReplica(Optional<ExpectedReplica> shown) {
        return new History(signal, from, to, window, windows, source, model, shown);
    }

    @Override
    public byte[] model() {
        return model.clone();
    }
}
