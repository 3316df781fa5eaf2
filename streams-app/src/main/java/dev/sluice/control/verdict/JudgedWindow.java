package dev.sluice.control.verdict;

import dev.sluice.text.NumberText;

/**
 * One closed window whose demand is known and may be trusted.
 *
 * @param from start, ms
 * @param to end, ms
 * @param demand units per second, or the level
 * @param perReplica what one replica serves, in the same unit
 * @param ran replicas that ran
 */
public record JudgedWindow(long from, long to, double demand, double perReplica, int ran) {
    public JudgedWindow {
        if (to <= from || !(demand >= 0) || !(perReplica > 0) || ran < 0) {
            throw new IllegalArgumentException(
                    "a judged window ends after it starts, with demand of at least 0, capacity"
                            + " above 0 and at least 0 replicas, not " + from + " to " + to + ", "
                            + NumberText.exactly(demand)
                            + ", " + NumberText.exactly(perReplica)
                            + ", " + ran);
        }
    }

    double seconds() {
        return (to - from) / 1000.0;
    }

    /** Returns the demand above what {@code replicas} serve, in units. */
    double unserved(double replicas) {
        return Math.max(0, demand - replicas * perReplica) * seconds();
    }
}
