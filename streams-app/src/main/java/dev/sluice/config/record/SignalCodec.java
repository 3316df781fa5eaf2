package dev.sluice.config.record;

import dev.sluice.forecast.Signal;

/**
 * Turns signals into the symbols of records and back. Readers of earlier releases refuse a symbol that they do not know,
 * so tokens are written as units, and a field of their own says that these units are tokens.
 */
public final class SignalCodec {
    private SignalCodec() {}

    /** The symbol of a signal. */
    public static dev.sluice.events.Signal symbol(Signal signal) {
        return signal == Signal.TOKENS
                ? dev.sluice.events.Signal.UNITS
                : dev.sluice.events.Signal.valueOf(signal.name());
    }

    /** The signal of a symbol, beside which the record says whether units are tokens. */
    public static Signal signal(dev.sluice.events.Signal symbol, boolean tokens) {
        return tokens && symbol == dev.sluice.events.Signal.UNITS ? Signal.TOKENS : Signal.valueOf(symbol.name());
    }
}
