package dev.sluice.allocation.rightsizing.recommender;

import dev.sluice.policy.Resources;
import dev.sluice.text.Checks;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * How large a replica may be advised to be.
 *
 * @param margin share on top of what is used
 * @param least minimum of each resource
 * @param slice the parts that a GPU is given out in
 * @param storageHorizon how long the advised storage must last
 * @param storageLimit storage that a replica has now, bytes; empty if not known
 */
public record SizeRules(
        double margin, Resources least, GpuSlice slice, Duration storageHorizon, OptionalDouble storageLimit) {
    /** The VPA's: 15 % on top, at least 25 thousandths of a core and 250 MiB; whole GPUs; storage for 30 days. */
    public static final SizeRules DEFAULT = new SizeRules(
            .15, new Resources(.025, 250L << 20, 0, 0, 0), GpuSlice.WHOLE, Duration.ofDays(30), OptionalDouble.empty());

    public SizeRules {
        Checks.amount("margin", margin);
    }
}
