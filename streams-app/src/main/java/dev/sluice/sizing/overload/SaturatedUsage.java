package dev.sluice.sizing.overload;

import dev.sluice.sizing.ReplicaCount;

/**
 * Usage that is as high as it can be: replicas that use all that they may show how busy they are, and not how much more
 * is asked for.
 *
 * <p>Usage is saturated if it is {@value #FULL} of the limit or more, and more than what the replicas are to serve. Then half
 * as many replicas again are needed, or as many as the usage shows if that is more. It is asked anew in each window, so the
 * fleet grows by half with each start-up time until usage falls below its limit. Nothing is learned meanwhile: usage would grow
 * with each replica that starts, and a forecast would follow its own orders.
 *
 * <p><b>Example.</b> Ten replicas of one core use all of their ten cores, and a replica is to use 0.8: 15 replicas are
 * needed. Replicas that use ten of 40 cores are not saturated: ten cores are the demand.
 *
 * @param level measured usage, cores or GPUs
 * @param limit what the replicas may use
 * @param served replicas that were measured
 * @param perReplica usage that one replica is to serve
 */
public record SaturatedUsage(double level, double limit, int served, double perReplica) {
    static final double FULL = .9;
    static final double GROWTH = 1.5;

    /** Returns true if the usage shows nothing but that more is asked for. */
    public boolean isSaturated() {
        return level >= FULL * limit && ReplicaCount.carrying(level, perReplica) > served;
    }

    /** Returns the replicas to have next. */
    public int replicas() {
        return Math.max(ReplicaCount.carrying(level, perReplica), (int)
                Math.min(Integer.MAX_VALUE, Math.ceil(GROWTH * served)));
    }
}
