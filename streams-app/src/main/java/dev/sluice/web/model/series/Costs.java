package dev.sluice.web.model.series;

import dev.sluice.events.ResourceCost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** The hours of a service that were metered lately, the newest figure of each pool and hour. */
public final class Costs {
    private static final int BYTES = 120;
    private static final int LEAST = 3;
    private static final Duration KEPT = Duration.ofHours(49);

    private record Key(long hour, String pool) implements Comparable<Key> {
        private static final Comparator<Key> ORDER =
                Comparator.comparingLong(Key::hour).thenComparing(Key::pool);

        @Override
        public int compareTo(Key other) {
            return ORDER.compare(this, other);
        }
    }

    private final TreeMap<Key, CostHour> hours = new TreeMap<>();

    public void add(ResourceCost cost, int maxBytes) {
        CostHour hour = CostHour.of(cost);
        hours.put(new Key(hour.hour(), hour.pool()), hour);
        int most = Math.max(LEAST, maxBytes / BYTES);
        long since = Math.max(hours.lastKey().hour(), Long.MIN_VALUE + KEPT.toMillis()) - KEPT.toMillis();
        while (hours.size() > most || hours.firstKey().hour() < since) {
            hours.pollFirstEntry();
        }
    }

    /** All of them, oldest first. */
    public List<CostHour> all() {
        return new ArrayList<>(hours.values());
    }

    public int bytes() {
        return hours.size() * BYTES;
    }
}
