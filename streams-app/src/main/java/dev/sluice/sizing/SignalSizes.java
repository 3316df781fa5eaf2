package dev.sluice.sizing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The sizes that the signals of one service propose. The largest wins. While a signal has no data, the service may
 * grow or hold but not shrink.
 *
 * @param wishes the proposed size per signal; empty for a signal without data
 */
public record SignalSizes(Map<String, OptionalInt> wishes) {
    public SignalSizes {
        wishes = Map.copyOf(wishes);
    }

    /** Adds one more signal. */
    public SignalSizes with(String signal, OptionalInt wish) {
        Map<String, OptionalInt> more = new LinkedHashMap<>(wishes);
        more.put(signal, wish);
        return new SignalSizes(more);
    }

    /** No signal. */
    public static SignalSizes none() {
        return new SignalSizes(Map.of());
    }

    /**
     * The size that serves all signals.
     *
     * @param current the size now
     */
    public int combined(int current) {
        OptionalInt largest = wishes.values().stream()
                .filter(OptionalInt::isPresent)
                .mapToInt(OptionalInt::getAsInt)
                .max();
        return blind() ? Math.max(current, largest.orElse(current)) : largest.orElse(current);
    }

    /** True if a signal has no data, so the service must not shrink. */
    public boolean blind() {
        return wishes.isEmpty() || wishes.values().stream().anyMatch(OptionalInt::isEmpty);
    }
}
