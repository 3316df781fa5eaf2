package dev.sluice.allocation.shared;

/**
 * The replicas that a service gets from a pool.
 *
 * @param claim what it wanted
 * @param replicas replicas granted, never more than claimed
 * @param cause why it is less than the claim, or that it is not
 * @param limit the pool's limit
 * @param wished replicas that all services together claimed
 */
public record Grant(Claim claim, int replicas, Cause cause, int limit, long wished) {
    /** Why a grant is what it is. */
    public enum Cause {
        WHOLE,
        /** Claims of a higher priority took what the minimums left. */
        HIGHER_PRIORITY,
        /** What was left was shared by weight with other claims of the same priority. */
        FAIR_SHARE,
        /** The minimums alone exceed the limit. */
        FLOORS_EXCEED_LIMIT
    }

    /** Replicas claimed and not granted. */
    public int cut() {
        return claim.wish() - replicas;
    }

    /** What the cut costs per hour, in the currency of the price list. */
    public double lostValue() {
        return cut() * claim.terms().replicaValue();
    }

    /** The grant in one sentence. */
    public String describe() {
        String got = claim.service() + " gets " + replicas + " of " + claim.wish() + " in " + claim.pool();
        if (cause == Cause.WHOLE) {
            return got;
        }
        String why = switch (cause) {
            case HIGHER_PRIORITY -> "claims of a higher priority and floors come first";
            case FLOORS_EXCEED_LIMIT -> "the floors alone exceed the limit";
            default -> "what floors leave is shared by weight (" + claim.terms().weight() + ")";
        };
        return got + ": " + wished + " wished, limit " + limit + ", " + why;
    }
}
