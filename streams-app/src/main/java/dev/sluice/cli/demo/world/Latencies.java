package dev.sluice.cli.demo.world;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Wall time from the event that made a command due to the command as an executor reads it. */
public final class Latencies {
    private final Map<String, NavigableMap<Instant, Long>> published = new HashMap<>();
    private final Map<String, List<Double>> millis = new HashMap<>();

    /** Notes that the event of a service that ends at {@code to} is being published. */
    synchronized void published(String service, Instant to) {
        NavigableMap<Instant, Long> events = published.computeIfAbsent(service, s -> new TreeMap<>());
        events.put(to, System.nanoTime());
        if (events.size() > 1000) {
            events.pollFirstEntry();
        }
    }

    /** Notes that a command that was issued at {@code issuedAt}, by the demo's time, was read. */
    synchronized void commanded(String service, Instant issuedAt) {
        NavigableMap<Instant, Long> events = published.getOrDefault(service, new TreeMap<>());
        Map.Entry<Instant, Long> cause = events.ceilingEntry(issuedAt);
        if (cause != null) {
            millis.computeIfAbsent(service, s -> new ArrayList<>()).add((System.nanoTime() - cause.getValue()) / 1e6);
        }
    }

    /** The 99th percentile of a service, ms. */
    public synchronized OptionalDouble p99(String service) {
        List<Double> sorted = new ArrayList<>(millis.getOrDefault(service, List.of()));
        if (sorted.isEmpty()) {
            return OptionalDouble.empty();
        }
        Collections.sort(sorted);
        return OptionalDouble.of(sorted.get((int) Math.ceil(.99 * sorted.size()) - 1));
    }
}
