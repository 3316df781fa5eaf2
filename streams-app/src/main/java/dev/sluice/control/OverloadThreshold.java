package dev.sluice.control;

import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The demand above which a running window is acted on before it closes: more than the ordered replicas serve in the
 * whole window, and more than is normal.
 *
 * <p>Example: 10 replicas serve 10 units per second each, in windows of 10 s. Poisson demand of 100 per second brings
 * 1,000 per window, and up to about 1,150 is normal. At 1,010 nothing happens: the sizing contest already allows for
 * such noise. At 1,200 the fleet scales up at once, even if the window is only 4 s old.
 */
final class OverloadThreshold {
    /** After a running window was acted on, it is acted on again when its demand has grown by a quarter. */
    private static final double AGAIN = 1.25;

    private double units = Double.POSITIVE_INFINITY;

    boolean exceededBy(double soFar) {
        return soFar > units;
    }

    /** Notes that a window was acted on when it had reached {@code soFar} units. */
    void actedOn(double soFar) {
        units = Math.max(units, AGAIN * soFar);
    }

    /**
     * Computes the threshold for windows of {@code lengthMs}; there is none if no demand could change anything at once.
     *
     * @param perReplica what one replica of the first pool serves, units per second; empty while unknown
     * @param usual units per second up to which a window is normal
     */
    void refresh(
            Optional<ScalingPolicy> inForce,
            ServiceFleet fleet,
            OptionalDouble perReplica,
            double usual,
            long lengthMs) {
        units = inForce.isEmpty() || lengthMs == 0 || isFixed(inForce.get(), fleet)
                ? Double.POSITIVE_INFINITY
                : of(inForce.get(), fleet.ordered(), perReplica, usual) * lengthMs / 1000.0;
    }

    /** Returns the units per second above which a running window is acted on. */
    private static double of(ScalingPolicy policy, int ordered, OptionalDouble perReplica, double usual) {
        if (ordered == 0) {
            return 0;
        }
        return policy.demand().signal().isRate() && perReplica.isPresent()
                ? Math.max(ordered * perReplica.getAsDouble(), usual)
                : Double.POSITIVE_INFINITY;
    }

    /** Returns true if demand in a running window cannot change the fleet. */
    private static boolean isFixed(ScalingPolicy policy, ServiceFleet fleet) {
        int ordered = fleet.ordered();
        boolean full = ordered >= policy.replicas().max();
        // before the first command, only a closed window tells the replica count for sure
        boolean unsure = fleet.generation() == 0 && (policy.mode() == Mode.ACT || ordered == 0);
        return full || unsure;
    }

    void write(DataOutput out) throws IOException {
        out.writeDouble(units);
    }

    void read(DataInput in) throws IOException {
        units = in.readDouble();
    }
}
