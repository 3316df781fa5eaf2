package dev.sluice.config.record;

import dev.sluice.demand.Signal;

/**
 * Turns signals into the symbols of records and back. Readers of earlier releases refuse a symbol that they do not know,
 * so tokens are written as units and the lag of a consumer group as a backlog, and a field of their own says what they
 * are.
 */
public final class SignalCodec {
    private SignalCodec() {}

    /** The symbol of a signal. */
    public static dev.sluice.events.Signal symbol(Signal signal) {
        return switch (signal) {
            case TOKENS -> dev.sluice.events.Signal.UNITS;
            case LAG -> dev.sluice.events.Signal.BACKLOG;
            default -> dev.sluice.events.Signal.valueOf(signal.name());
        };
    }

    /** The signal of a symbol, beside which the record says whether units are tokens. */
    public static Signal signal(dev.sluice.events.Signal symbol, boolean tokens) {
        return signal(symbol, tokens, false);
    }

    /** The signal of a symbol, beside which the record says whether units are tokens, and a backlog the lag of a group. */
    public static Signal signal(dev.sluice.events.Signal symbol, boolean tokens, boolean lag) {
        if (tokens && symbol == dev.sluice.events.Signal.UNITS) {
            return Signal.TOKENS;
        }
        return lag && symbol == dev.sluice.events.Signal.BACKLOG ? Signal.LAG : Signal.valueOf(symbol.name());
    }
}
