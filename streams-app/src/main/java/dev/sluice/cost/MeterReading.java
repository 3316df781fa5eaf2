package dev.sluice.cost;

import java.util.Comparator;
import java.util.OptionalInt;

/**
 * What one acknowledgement says about the replicas of an account.
 *
 * @param at time of the change, epoch milliseconds
 * @param generation generation of the command; 0 or more
 * @param ordered replicas that the platform was told to run; empty if the command was not carried out
 * @param ready replicas that were ready; empty if the platform does not report it
 */
public record MeterReading(long at, long generation, OptionalInt ordered, OptionalInt ready)
        implements Comparable<MeterReading> {
    private static final Comparator<MeterReading> ORDER = Comparator.comparingLong(MeterReading::at)
            .thenComparingLong(MeterReading::generation)
            .thenComparingInt(reading -> reading.ready.orElse(-1))
            .thenComparingInt(reading -> reading.ordered.orElse(-1));

    public MeterReading {
        if (ordered.orElse(0) < 0 || ready.orElse(0) < 0 || generation < 0) {
            throw new IllegalArgumentException("replicas and generation must not be below 0");
        }
    }

    /** The platform was told to run {@code replicas}. */
    public static MeterReading ordered(long at, long generation, int replicas) {
        return new MeterReading(at, generation, OptionalInt.of(replicas), OptionalInt.empty());
    }

    /** Of {@code replicas} ordered, {@code ready} are ready. */
    public static MeterReading ready(long at, long generation, int replicas, int ready) {
        return new MeterReading(at, generation, OptionalInt.of(replicas), OptionalInt.of(ready));
    }

    /** By time; at one time by generation, then by how much is said. */
    @Override
    public int compareTo(MeterReading other) {
        return ORDER.compare(this, other);
    }
}
