package dev.sluice.control.fleet;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/** The fleet of a service in one pool, with what one replica served there at the last placement. */
final class PoolFleet {
    private final ReplicaTracker fleet = new ReplicaTracker();
    private double rate = 1;
    private long declaredLeadMs;
    // follows from the declared one
    private Duration leadOtherwise = LeadTime.UNKNOWN;
    private boolean sure;

    ReplicaTracker fleet() {
        return fleet;
    }

    /** Returns what one replica served, units per second. */
    double rate() {
        return rate;
    }

    /** Returns true if the pool always has replicas: it has no limit, and none are taken back. */
    boolean isSure() {
        return sure;
    }

    /** Notes that the pool is available on these terms. */
    void offered(PoolOffer offer) {
        rate = offer.rate();
        declareLead(offer.pool().leadTime().toMillis());
        sure = offer.pool().limit() == Pool.UNLIMITED && !offer.pool().isSpot();
    }

    /** Each replica counts as one. */
    void countsAsOne() {
        rate = 1;
    }

    /** Notes that the pool is no longer available. */
    void withdrawn() {
        sure = false;
    }

    /** Sets the rate of a replica here to the rate of the other fleet. */
    void countsLike(PoolFleet other) {
        rate = other.rate;
    }

    /** Returns the time from an order to ready replicas: learned, otherwise declared, otherwise a default. */
    Duration lead() {
        return fleet.learnedLead().orElse(leadOtherwise);
    }

    private void declareLead(long ms) {
        declaredLeadMs = ms;
        leadOtherwise = ms > 0 ? Duration.ofMillis(ms) : LeadTime.UNKNOWN;
    }

    /** Returns the lead time that the policy states, otherwise {@link #lead()}. */
    Duration lead(ScalingPolicy policy) {
        return policy.leadTime().orElseGet(this::lead);
    }

    /** Returns the replicas assumed to be ready at {@code now} (ms). */
    int ready(long now) {
        return fleet.ready(now, lead());
    }

    /** Returns the ordered replicas assumed to be ready {@code soon} after {@code now} (ms). */
    int readyWithin(Duration soon, long now) {
        return fleet.readyWithin(soon, now, lead());
    }

    /** Returns how many of {@code replicas}, ordered at {@code now} (ms), are assumed to be ready after a lead time. */
    int readyInTime(int replicas, long now) {
        return fleet.isOverdue(now, lead()) ? Math.min(replicas, ready(now)) : replicas;
    }

    /** Writes the fleet; for a named pool its terms too. */
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
            declareLead(in.readLong());
            sure = in.readBoolean();
        }
    }
}
