package dev.sluice.sizing;

import dev.sluice.text.NumberText;
import java.util.Arrays;

/**
 * Tests a smaller replica count under the load that it would carry, before anything is shut down.
 *
 * <p>That load is the demand of the last windows and the upper forecast until a replica could be back. A count passes
 * if at most {@code share} of the load would find no capacity.
 *
 * @param share of that load that may go unserved, at least 0 and below 1
 */
public record ScaleDownCheck(double share) {
    public ScaleDownCheck {
        if (!(share >= 0 && share < 1)) {
            throw new IllegalArgumentException(
                    "share must be at least 0 and below 1, not " + NumberText.exactly(share));
        }
    }

    /** True if {@code replicas} serve the loads, in units per second each, at {@code capacity} per replica. */
    public boolean test(int replicas, double capacity, double... loads) {
        double served = replicas * capacity * (1 + 1e-9);
        double missed =
                Arrays.stream(loads).map(load -> Math.max(0, load - served)).sum();
        return missed <= share * Arrays.stream(loads).sum();
    }

    /**
     * The smallest replica count from {@code wanted} up to {@code current} that passes; {@code current} if none does.
     */
    public int smallest(int wanted, int current, double capacity, double... loads) {
        int low = wanted;
        int high = current;
        while (low < high) {
            int middle = low + (high - low) / 2;
            if (test(middle, capacity, loads)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return Math.max(wanted, low);
    }
}
