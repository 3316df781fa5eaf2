package dev.sluice.ingest.export;

/**
 * One point of a series that a rule of the mapping knows.
 *
 * @param rank of the rule: of several metrics with one role, the one with the lowest rank is used
 * @param error true if these requests failed
 * @param start when counting began, ns since the epoch; 0: not known
 * @param time of the point, ns since the epoch
 * @param bound upper bound of the one bucket that a series of a classic Prometheus histogram counts, ms; NaN for others
 */
public record Sample(
        SeriesId series,
        Role role,
        int rank,
        boolean error,
        Temporality temporality,
        long start,
        long time,
        double bound,
        Value value) {
    public Sample {
        if (time <= 0) {
            throw new IllegalArgumentException("has no time");
        }
        if (start < 0 || start > time) {
            start = 0;
        }
    }
}
