package dev.sluice.control.fleet;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/** The fleet of a service in one pool, with what one replica there served when the policy was last placed. */
final class PoolFleet {
    private final ReplicaTracker fleet = new ReplicaTracker();
    private double rate = 1;
    private long declaredLeadMs;
    private boolean sure;

    ReplicaTracker fleet() {
        return fleet;
    }

    /** What one replica served, units per second. */
    double rate() {
        return rate;
    }

    /** Whether the pool has replicas whenever they are needed: it has no limit, and none are taken back. */
    boolean isSure() {
        return sure;
    }

    /** The pool can be had, on these terms. */
    void offered(PoolOffer offer) {
        rate = offer.rate();
        declaredLeadMs = offer.pool().leadTime().toMillis();
        sure = offer.pool().limit() == Pool.UNLIMITED && !offer.pool().isSpot();
    }

    /** The pool can be had no more. */
    void withdrawn() {
        sure = false;
    }

    /** A replica here counts like one there. */
    void countsLike(PoolFleet other) {
        rate = other.rate;
    }

    /** Time from an order to ready replicas: as it was learned, or else as it is declared, or else a guess. */
    Duration lead() {
        Duration otherwise = declaredLeadMs > 0 ? Duration.ofMillis(declaredLeadMs) : LeadTime.UNKNOWN;
        return fleet.learnedLead().orElse(otherwise);
    }

    /** The same, where the policy does not state it. */
    Duration lead(ScalingPolicy policy) {
        return policy.leadTime().orElseGet(this::lead);
    }

    /** Replicas that are taken to be ready at {@code now} (ms). */
    int ready(long now) {
        return fleet.ready(now, lead());
    }

    /** Replicas that are taken to be ready {@code soon} after {@code now} (ms), of those that are ordered. */
    int readyWithin(Duration soon, long now) {
        return fleet.readyWithin(soon, now, lead());
    }

    /** Writes it; of a fleet that is in a pool with a name its terms too. */
    void write(boolean named, DataOutput out) throws IOException {
        fleet.write(out);
        if (named) {
            out.writeDouble(rate);
            out.writeLong(declaredLeadMs);
            out.writeBoolean(sure);
        }
    }

    void read(boolean named, DataInput in) throws IOException {
        fleet.read(in);
        if (named) {
            rate = in.readDouble();
            declaredLeadMs = in.readLong();
            sure = in.readBoolean();
        }
    }
}
