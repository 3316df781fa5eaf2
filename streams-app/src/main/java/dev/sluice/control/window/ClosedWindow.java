package dev.sluice.control.window;

import dev.sluice.forecast.DemandWindow;
import java.util.Map;
import java.util.TreeMap;

/**
 * A window that has closed, read once.
 *
 * @param total what all instances brought
 * @param reporting instances that reported anything, their use of resources included
 * @param byPool what the instances in each pool brought, where they named it
 */
public record ClosedWindow(DemandWindow total, int reporting, Map<String, ClosedWindow> byPool) {
    public static ClosedWindow of(WindowSum sum) {
        TreeMap<String, ClosedWindow> byPool = new TreeMap<>();
        sum.pools().forEach((pool, part) -> byPool.put(pool, of(part)));
        return new ClosedWindow(sum.closed(), sum.reporting(), byPool);
    }

    /** Its end, ms. */
    public long end() {
        return total.to().toEpochMilli();
    }
}
