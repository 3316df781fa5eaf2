package dev.sluice.cli.demo.world;

import dev.sluice.events.ResourceCost;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What Sluice has said on {@code resource-costs} so far: of each service, pool and hour the newest. */
final class Metered {
    private final Map<Hour, Double> newest = new HashMap<>();

    private record Hour(String service, String pool, Instant begin) {}

    void add(ResourceCost cost) {
        newest.put(new Hour(cost.getService(), cost.getPool(), cost.getHour()), cost.getCost());
    }

    /** Money of all hours. */
    double total() {
        return newest.values().stream().mapToDouble(Double::doubleValue).sum();
    }
}
