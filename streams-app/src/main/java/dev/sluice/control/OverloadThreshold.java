package dev.sluice.control;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.planning.Planner;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The demand of a running window above which it is acted on before it closes: more than the ordered replicas serve in the
 * whole window, and more than is usual.
 *
 * <p>Example: 10 replicas serve 10 units per second each, in windows of 10 s. Poisson demand of 100 per second brings 1,000 a
 * window, and up to about 1,150 is usual. At 1,010 nothing is done: the contest has sized for such noise. At 1,200, be it
 * after 4 s, the size grows at once.
 */
final class OverloadThreshold {
    /** A window that was acted on is acted on again when it has grown by a quarter. */
    private static final double AGAIN = 1.25;

    private double units = Double.POSITIVE_INFINITY;

    boolean exceededBy(double soFar) {
        return soFar > units;
    }

    /** Notes that a window was acted on when it had come to {@code soFar} units. */
    void actedOn(double soFar) {
        units = Math.max(units, AGAIN * soFar);
    }

    /**
     * What the replicas that are ordered serve in a window of {@code lengthMs}; no limit where no demand could change
     * anything at once.
     */
    void refresh(Optional<ScalingPolicy> inForce, ServiceFleet fleet, Planner planner, long lengthMs) {
        units = inForce.map(policy -> of(policy, fleet, planner, lengthMs)).orElse(Double.POSITIVE_INFINITY);
    }

    private static double of(ScalingPolicy policy, ServiceFleet fleet, Planner planner, long lengthMs) {
        int ordered = fleet.ordered();
        boolean full = ordered >= policy.replicas().max();
        // before the first command the size is what has reported: only a window that has closed tells it for sure
        boolean unsure = fleet.generation() == 0 && (policy.mode() == Mode.ACT || ordered == 0);
        if (full || unsure || lengthMs == 0) {
            return Double.POSITIVE_INFINITY;
        }
        if (ordered == 0) {
            return 0;
        }
        OptionalDouble perReplica =
                policy.demand().signal().isRate() ? planner.perReplica(policy, fleet) : OptionalDouble.empty();
        return perReplica.isPresent()
                ? Math.max(ordered * perReplica.getAsDouble(), planner.usual()) * lengthMs / 1000.0
                : Double.POSITIVE_INFINITY;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(units);
    }

    void read(DataInput in) throws IOException {
        units = in.readDouble();
    }
}
