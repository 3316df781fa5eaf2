package dev.sluice.control.fleet;

import dev.sluice.policy.Lifecycle;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/**
 * The time from an order to ready replicas, learned from acknowledgements: a quantile of the last starts. Starts vary,
 * and one that takes longer than planned leaves demand unserved.
 *
 * <p>The quantile is a mean of all kept starts, on a logarithmic scale, that weighs those near its rank most: the
 * estimator of Harrell and Davis (Biometrika 69, 1982), with the logistic distribution in place of the beta. It varies
 * less than a single order statistic. After as many starts as are kept, nothing is left of a lead time that has changed.
 */
final class LeadTime {
    /** The lead time used before any start was observed. */
    static final Duration UNKNOWN = Duration.ofSeconds(60);

    /** Starts that are kept. */
    static final int KEPT = 20;

    /** Starts that the first format kept. It begins with a count from 0, this one with a number below 0. */
    private static final int KEPT_ONCE = 8;

    /** The logistic distribution comes closest to the normal distribution with its argument multiplied by this. */
    private static final double LOGISTIC = 1.702;

    private final int[] recent = new int[KEPT];
    private int seen;
    private double quantile = Lifecycle.DEFAULT_LEAD_QUANTILE;
    private Optional<Duration> estimate = Optional.empty();

    /** Notes a start that took {@code took}; limited to between one millisecond and one day. */
    void learn(Duration took) {
        long ms = Math.max(1, Math.min(took.toMillis(), Duration.ofDays(1).toMillis()));
        recent[seen % KEPT] = (int) ms;
        seen = seen == Integer.MAX_VALUE ? KEPT : seen + 1;
        estimate = estimated();
    }

    /** Estimates another quantile from now on. */
    void plannedBy(double other) {
        if (other != quantile) {
            quantile = other;
            estimate = estimated();
        }
    }

    /** Returns the estimate; empty before any start was observed. */
    Optional<Duration> estimate() {
        return estimate;
    }

    /** Returns the quantile that is estimated. */
    double quantile() {
        return quantile;
    }

    /** Returns how many starts the estimate is made of. */
    int starts() {
        return Math.min(seen, KEPT);
    }

    private Optional<Duration> estimated() {
        int n = starts();
        if (n == 0) {
            return Optional.empty();
        }
        int[] sorted = Arrays.copyOf(recent, n);
        Arrays.sort(sorted);
        double deviation = Math.sqrt(quantile * (1 - quantile) / (n + 1));
        double sum = 0;
        double weights = 0;
        for (int i = 0; i < n; i++) {
            double weight = below((i + 1.0) / n, deviation) - below((double) i / n, deviation);
            sum += weight * Math.log(sorted[i]);
            weights += weight;
        }
        return Optional.of(Duration.ofMillis(Math.round(Math.exp(sum / weights))));
    }

    /** Returns the probability that the true rank of the quantile is below a share of the starts. */
    private double below(double share, double deviation) {
        return 1 / (1 + Math.exp(-LOGISTIC * (share - quantile) / deviation));
    }

    void write(DataOutput out) throws IOException {
        out.writeInt(-1 - seen);
        for (int i = 0; i < starts(); i++) {
            VarInts.writeCount(recent[i], out);
        }
    }

    void read(DataInput in) throws IOException {
        int first = in.readInt();
        if (first < 0) {
            seen = -1 - first;
            for (int i = 0; i < starts(); i++) {
                recent[i] = (int) VarInts.readCount(in);
            }
        } else {
            readFirstFormat(first, in);
        }
        estimate = estimated();
    }

    /** Puts the starts of the first format in the order in which they were learned. */
    private void readFirstFormat(int counted, DataInput in) throws IOException {
        seen = Math.min(counted, KEPT_ONCE);
        for (int i = 0; i < seen; i++) {
            recent[Math.floorMod(i - (counted > KEPT_ONCE ? counted : 0), KEPT_ONCE)] = in.readInt();
        }
    }
}
