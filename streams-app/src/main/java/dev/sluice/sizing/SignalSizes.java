package dev.sluice.sizing;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The sizes that several signals of one service ask for: the largest wins, and while any signal has no data the service
 * may grow or hold but not shrink.
 *
 * @param wishes the size by signal; empty for a signal without data
 */
public record SignalSizes(Map<String, OptionalInt> wishes) {
    public SignalSizes {
        wishes = Map.copyOf(wishes);
    }

    /** One more signal. */
    public SignalSizes with(String signal, OptionalInt wish) {
        Map<String, OptionalInt> more = new LinkedHashMap<>(wishes);
        more.put(signal, wish);
        return new SignalSizes(more);
    }

    /** No signal at all. */
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

    /** Whether a signal has no data, so that nothing may shrink. */
    public boolean blind() {
        return wishes.isEmpty() || wishes.values().stream().anyMatch(OptionalInt::isEmpty);
    }
}
