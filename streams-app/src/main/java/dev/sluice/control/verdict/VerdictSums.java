package dev.sluice.control.verdict;

import dev.sluice.control.message.decision.Verdict;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/** What is summed up over the windows that a verdict is based on: units of demand and replica-seconds. */
final class VerdictSums {
    private double seconds;
    private double demand;
    private double unserved;
    private double ranUnserved;
    private double replicaSeconds;
    private double ranReplicaSeconds;
    private double worstUnserved;
    private double worstShare;
    private long worstFrom;

    /**
     * Adds a window.
     *
     * @param ready mean ready replicas of the judged fleet
     * @param ordered mean replicas that it paid for
     */
    void add(JudgedWindow window, double ready, double ordered) {
        double units = window.demand() * window.seconds();
        double missed = window.unserved(ready);
        seconds += window.seconds();
        demand += units;
        unserved += missed;
        ranUnserved += window.unserved(window.ran());
        replicaSeconds += ordered * window.seconds();
        ranReplicaSeconds += window.ran() * window.seconds();
        if (missed > worstUnserved) {
            worstUnserved = missed;
            worstShare = missed / units;
            worstFrom = window.from();
        }
    }

    boolean isEmpty() {
        return seconds == 0;
    }

    /** Returns the verdict; {@code compared} tells whether what ran was something else than what was decided. */
    Verdict verdict(double allowedUnserved, OptionalDouble coverage, boolean compared) {
        return new Verdict(
                seconds / 3600,
                share(unserved, demand),
                allowedUnserved,
                share(ranUnserved, demand),
                compared ? share(replicaSeconds, ranReplicaSeconds) : OptionalDouble.empty(),
                coverage,
                worstUnserved > 0
                        ? Optional.of(new Verdict.Worst(Instant.ofEpochMilli(worstFrom), worstShare))
                        : Optional.empty());
    }

    private static OptionalDouble share(double part, double whole) {
        return whole > 0 ? OptionalDouble.of(part / whole) : OptionalDouble.empty();
    }

    void write(DataOutput out) throws IOException {
        for (double sum : new double[] {
            seconds, demand, unserved, ranUnserved, replicaSeconds, ranReplicaSeconds, worstUnserved, worstShare
        }) {
            VarInts.write(sum, out);
        }
        VarInts.writeSigned(worstFrom, out);
    }

    static VerdictSums read(DataInput in) throws IOException {
        VerdictSums sums = new VerdictSums();
        sums.seconds = VarInts.read(in);
        sums.demand = VarInts.read(in);
        sums.unserved = VarInts.read(in);
        sums.ranUnserved = VarInts.read(in);
        sums.replicaSeconds = VarInts.read(in);
        sums.ranReplicaSeconds = VarInts.read(in);
        sums.worstUnserved = VarInts.read(in);
        sums.worstShare = VarInts.read(in);
        sums.worstFrom = VarInts.readSigned(in);
        return sums;
    }
}
