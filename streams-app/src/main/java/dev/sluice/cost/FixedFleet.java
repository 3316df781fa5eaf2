package dev.sluice.cost;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The fleet that a service would need if its size never changed: in each pool, the maximum that it paid for at once
 * in its most expensive hour. The sum of each pool's peak would be too much, because a service that moved between
 * pools never had both. Within the hour of a move it is counted as having both.
 *
 * @param bought the service's hours, pool by pool
 */
public record FixedFleet(Map<String, TreeMap<Long, HourCost>> bought) {
    public FixedFleet {
        bought = Map.copyOf(bought);
    }

    /** The fleet of what was paid for in each pool; of several records of one hour the last counts. */
    public static FixedFleet of(Map<String, List<HourCost>> hours) {
        return new FixedFleet(hours.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, pool -> byHour(pool.getValue()))));
    }

    private static TreeMap<Long, HourCost> byHour(List<HourCost> hours) {
        TreeMap<Long, HourCost> byHour = new TreeMap<>();
        hours.forEach(hour -> byHour.put(hour.hour(), hour));
        return byHour;
    }

    /** Its cost from the first hour to the last, including hours in which nothing ran. */
    public double cost() {
        TreeMap<Long, Double> perHour = new TreeMap<>();
        bought.values()
                .forEach(hours -> hours.values()
                        .forEach(hour -> perHour.merge(hour.hour(), hour.peak() * hour.pricePerHour(), Double::sum)));
        long dearest = perHour.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElseThrow();
        double cost = 0;
        for (TreeMap<Long, HourCost> pool : bought.values()) {
            HourCost then = pool.get(dearest);
            for (long hour = perHour.firstKey(); then != null && hour <= perHour.lastKey(); hour += HourCost.HOUR) {
                cost += then.peak() * price(pool, hour) * known(hour);
            }
        }
        return cost;
    }

    /** The last price that was paid by then, or the first. */
    private static double price(TreeMap<Long, HourCost> pool, long hour) {
        Map.Entry<Long, HourCost> last = pool.floorEntry(hour);
        return (last == null ? pool.firstEntry() : last).getValue().pricePerHour();
    }

    /** The part of an hour that is known; of one in which nothing ran, all of it. */
    private double known(long hour) {
        long millis = bought.values().stream()
                .filter(pool -> pool.containsKey(hour))
                .mapToLong(pool -> pool.get(hour).knownMillis())
                .max()
                .orElse(HourCost.HOUR);
        return millis / (double) HourCost.HOUR;
    }
}
