package dev.sluice.cost;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What an account paid for some hours, compared with the cost of a fixed-size fleet at its peak from the first hour
 * to the last.
 *
 * @param replicaMillis replica-time paid for, milliseconds
 * @param readyMillis replica-time of ready replicas, milliseconds
 * @param cost price × replica-time
 * @param peak maximum number of replicas paid for at once
 * @param staticPeakCost what {@code peak} replicas would have cost all the time
 */
public record Bill(long replicaMillis, long readyMillis, double cost, int peak, double staticPeakCost) {
    /** The bill of one account's hours, in any order; of several records of one hour the last counts. */
    public static Bill of(List<HourCost> hours) {
        TreeMap<Long, HourCost> byHour = new TreeMap<>();
        hours.forEach(hour -> byHour.put(hour.hour(), hour));
        int peak = byHour.values().stream().mapToInt(HourCost::peak).max().orElse(0);
        return new Bill(
                byHour.values().stream().mapToLong(HourCost::replicaMillis).sum(),
                byHour.values().stream().mapToLong(HourCost::readyMillis).sum(),
                byHour.values().stream().mapToDouble(HourCost::cost).sum(),
                peak,
                fixed(byHour, peak));
    }

    /** The fixed fleet runs through hours in which nothing ran, at the last price before them. */
    private static double fixed(TreeMap<Long, HourCost> byHour, int replicas) {
        double cost = 0;
        for (Map.Entry<Long, HourCost> entry : byHour.entrySet()) {
            cost += entry.getValue().costOf(replicas);
            Long next = byHour.higherKey(entry.getKey());
            long idleHours = next == null ? 0 : (next - entry.getKey()) / HourCost.HOUR - 1;
            cost += idleHours * replicas * entry.getValue().pricePerHour();
        }
        return cost;
    }
}
