package dev.sluice.control;

import dev.sluice.forecast.DemandWindow;
import dev.sluice.policy.ScalingPolicy;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalInt;

/** What is known of one service's replicas: what was ordered, what is useful, how long starts take. */
final class Fleet {
    private final LeadTime leadTime = new LeadTime();
    private int ordered;
    private long generation;
    private int ready = -1;
    private long orderedAt;
    private int before;
    private boolean repeat;

    /** Replicas that the newest command asked for; before the first, those that reported. */
    int ordered() {
        return ordered;
    }

    /** Generation of the newest command; zero before the first. */
    long generation() {
        return generation;
    }

    /** Useful replicas, where an acknowledgement told. */
    OptionalInt ready() {
        return ready < 0 ? OptionalInt.empty() : OptionalInt.of(ready);
    }

    /** Whether even an unchanged size has to be commanded: nothing was yet, or the newest command came to nothing. */
    boolean mustCommand() {
        return repeat || generation == 0;
    }

    /** Before the first command, the replicas that report are taken for the size. */
    void observed(int instances) {
        if (generation == 0) {
            ordered = instances;
        }
    }

    Duration leadTime() {
        return leadTime.estimate();
    }

    /** Whether replicas that had just become useful served in a window: their measurements mislead. */
    boolean warmingUp(DemandWindow window, ScalingPolicy policy) {
        Duration until =
                policy.leadTime().orElseGet(this::leadTime).plus(policy.tuning().warmUp());
        return ordered > before && window.from().toEpochMilli() < orderedAt + until.toMillis();
    }

    /** Notes a command for {@code replicas} and gives its generation. */
    long order(int replicas, long now) {
        before = ordered;
        ordered = replicas;
        orderedAt = now;
        repeat = false;
        generation++;
        return generation;
    }

    /** Takes in what became of a command; of an older one only what it teaches. */
    void acknowledged(Acknowledgement ack) {
        ack.ready().ifPresent(n -> ready = n);
        boolean newest = ack.generation() == generation;
        switch (ack.status()) {
            case READY -> learn(ack, newest);
            case FAILED, EXPIRED -> repeat |= newest;
            case APPLIED, SUPERSEDED -> {}
        }
    }

    private void learn(Acknowledgement ack, boolean newest) {
        if (newest && ordered > before && ack.ready().orElse(0) >= ordered) {
            leadTime.learn(Duration.between(ack.issuedAt(), ack.at()));
        }
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(ordered);
        out.writeLong(generation);
        out.writeInt(ready);
        out.writeLong(orderedAt);
        out.writeInt(before);
        out.writeByte((repeat ? 1 : 0));
        leadTime.write(out);
    }

    void read(DataInput in) throws IOException {
        ordered = in.readInt();
        generation = in.readLong();
        ready = in.readInt();
        orderedAt = in.readLong();
        before = in.readInt();
        repeat = in.readByte() == 1;
        leadTime.read(in);
    }
}
