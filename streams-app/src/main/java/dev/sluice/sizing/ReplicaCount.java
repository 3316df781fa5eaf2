package dev.sluice.sizing;

/** Whole replicas for a load. */
public final class ReplicaCount {
    /** A share of a replica that comes from rounding: it needs no replica of its own. */
    private static final double ROUNDING = 1e-9;

    private ReplicaCount() {}

    /**
     * Returns the fewest replicas that carry a load; not above zero if the load is not. Example: 95 per second at 10 per
     * second per replica take 10 replicas.
     */
    public static int carrying(double load, double perReplica) {
        return (int) Math.min(Integer.MAX_VALUE, Math.ceil(load / perReplica - ROUNDING));
    }
}
