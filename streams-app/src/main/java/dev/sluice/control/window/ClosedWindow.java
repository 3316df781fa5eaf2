package dev.sluice.control.window;

import dev.sluice.demand.DemandWindow;
import java.util.Map;
import java.util.TreeMap;

/**
 * A closed window, computed once.
 *
 * @param total what all instances reported
 * @param reporting instances that reported anything, resource use included
 * @param byPool what the instances of each pool reported, if they named it
 */
public record ClosedWindow(DemandWindow total, int reporting, Map<String, ClosedWindow> byPool) {
    public static ClosedWindow of(WindowSum sum) {
        TreeMap<String, ClosedWindow> byPool = new TreeMap<>();
        sum.pools().forEach((pool, part) -> byPool.put(pool, of(part)));
        return new ClosedWindow(sum.closed(), sum.reporting(), byPool);
    }

    /** Returns its end, ms. */
    public long end() {
        return total.to().toEpochMilli();
    }
}
