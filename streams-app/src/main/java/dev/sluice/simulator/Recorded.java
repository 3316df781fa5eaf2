package dev.sluice.simulator;

import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.TreeMap;

/** A scaler that asks again for what a running system asked for: each recorded size from its time on. */
public final class Recorded implements Scaler {
    private static final long SECOND = 1000;

    private final NavigableMap<Long, Integer> sizes;
    private final int first;

    /**
     * A scaler that begins with the size in force at {@code start}.
     *
     * @param sizes sizes by the time they were decided, ms; at least one
     * @param start ms
     */
    public Recorded(NavigableMap<Long, Integer> sizes, long start) {
        if (sizes.isEmpty()) {
            throw new IllegalArgumentException("at least one size must be recorded");
        }
        this.sizes = new TreeMap<>(sizes);
        Map.Entry<Long, Integer> before = sizes.floorEntry(start);
        this.first = (before == null ? sizes.firstEntry() : before).getValue();
    }

    /** What was recorded need not fall on the end of a window. */
    @Override
    public long syncMillis() {
        return SECOND;
    }

    @Override
    public int start(int needed) {
        return first;
    }

    @Override
    public void observe(Observation window) {
        // what is done is done: demand changes nothing
    }

    @Override
    public OptionalInt decide(long now, Fleet fleet) {
        Map.Entry<Long, Integer> latest = sizes.floorEntry(now);
        return latest == null ? OptionalInt.empty() : OptionalInt.of(latest.getValue());
    }
}
