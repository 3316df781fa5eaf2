package dev.sluice.control.message;

import dev.sluice.forecast.Signal;
import java.time.Duration;
import java.time.Instant;

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
 */
public record History(
        Signal signal, Instant from, Instant to, Duration window, long windows, String source, byte[] model) {
    public History {
        if (!to.isAfter(from) || window.toMillis() <= 0 || windows <= 0) {
            throw new IllegalArgumentException("a history has at least one window, and ends after it starts, not "
                    + windows + " of " + window + " from " + from + " to " + to);
        }
        model = model.clone();
    }

    @Override
    public byte[] model() {
        return model.clone();
    }
}
