package dev.sluice.allocation.rightsizing.recommender;

import dev.sluice.text.NumberText;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much of a resource was used how often, the past counting half as much after each half-life: a sample at time t
 * weighs 2^((t − reference) / half-life) of its weight. The scheme of the Kubernetes VPA recommender; state, mutable.
 */
public final class ResourceHistogram {
    /** A bucket that weighs less is empty. */
    static final double EMPTY = 1e-4;

    /** Weights beyond 2 to this power are scaled down by moving the reference. */
    private static final int LARGEST_EXPONENT = 100;

    private static final int CHECKPOINT_WEIGHT = 10_000;

    private final Buckets buckets;
    private final long halfLifeSeconds;
    private final double[] weights;
    private double total;
    private long reference;

    public ResourceHistogram(Buckets buckets, long halfLifeSeconds) {
        this.buckets = buckets;
        this.halfLifeSeconds = halfLifeSeconds;
        this.weights = new double[buckets.count()];
    }

    /** Adds {@code weight} at {@code value}, seen at {@code at} (epoch seconds). */
    public void add(double value, double weight, long at) {
        double decayed = weight * decay(at);
        weights[buckets.find(value)] += decayed;
        total += decayed;
    }

    /** Takes back what {@link #add} with the same arguments put in. */
    public void subtract(double value, double weight, long at) {
        double decayed = weight * decay(at);
        int bucket = buckets.find(value);
        weights[bucket] = Math.max(0, weights[bucket] - decayed);
        total = Math.max(0, total - decayed);
    }

    public boolean isEmpty() {
        for (double weight : weights) {
            if (weight >= EMPTY) {
                return false;
            }
        }
        return true;
    }

    /** The value below which the share {@code p} of the weight lies: the end of its bucket; 0 where empty. */
    public double percentile(double p) {
        if (isEmpty()) {
            return 0;
        }
        int last = weights.length - 1;
        while (weights[last] < EMPTY) {
            last--;
        }
        double sum = 0;
        int bucket = 0;
        while (weights[bucket] < EMPTY) {
            bucket++;
        }
        for (; bucket < last; bucket++) {
            sum += weights[bucket];
            if (sum >= p * total) {
                break;
            }
        }
        return buckets.start(Math.min(bucket + 1, weights.length - 1));
    }

    private double decay(long at) {
        if (at - reference > LARGEST_EXPONENT * halfLifeSeconds) {
            moveReference(at);
        }
        return Math.pow(2, (double) (at - reference) / halfLifeSeconds);
    }

    /** To a multiple of the half-life, so that the weights are scaled by a power of two, without rounding. */
    private void moveReference(long at) {
        long moved = Math.floorDiv(at + halfLifeSeconds / 2, halfLifeSeconds) * halfLifeSeconds;
        long halvings = (moved - reference) / halfLifeSeconds;
        double factor = Math.pow(2, (double) -halvings);
        for (int i = 0; i < weights.length; i++) {
            weights[i] *= factor;
        }
        total *= factor;
        reference = moved;
    }

    /** Everything there is to know, without loss. */
    public Snapshot snapshot() {
        TreeMap<Integer, Double> filled = new TreeMap<>();
        for (int i = 0; i < weights.length; i++) {
            if (weights[i] > 0) {
                filled.put(i, weights[i]);
            }
        }
        return new Snapshot(filled, total, reference);
    }

    /** Continues from {@code snapshot}. */
    public void restore(Snapshot snapshot) {
        check(snapshot);
        Arrays.fill(weights, 0);
        snapshot.weights().forEach((bucket, weight) -> weights[bucket] = weight);
        total = snapshot.total();
        reference = snapshot.reference();
    }

    /** Weights in whole numbers up to 10,000, the small ones dropped: the VPA's checkpoint, which loses little. */
    public Snapshot checkpoint() {
        double largest = 0;
        for (double weight : weights) {
            largest = Math.max(largest, weight);
        }
        TreeMap<Integer, Double> filled = new TreeMap<>();
        for (int i = 0; i < weights.length; i++) {
            long rounded = largest > 0 ? Math.round(weights[i] / largest * CHECKPOINT_WEIGHT) : 0;
            if (rounded > 0) {
                filled.put(i, (double) rounded);
            }
        }
        return new Snapshot(filled, total, reference);
    }

    /** Continues from a checkpoint: its weights in proportion, to its total. */
    public void load(Snapshot checkpoint) {
        check(checkpoint);
        double sum = checkpoint.weights().values().stream().mapToDouble(w -> w).sum();
        TreeMap<Integer, Double> scaled = new TreeMap<>();
        checkpoint.weights().forEach((bucket, weight) -> scaled.put(bucket, weight * checkpoint.total() / sum));
        restore(new Snapshot(scaled, checkpoint.total(), checkpoint.reference()));
    }

    private void check(Snapshot snapshot) {
        if (!(snapshot.total() >= 0)) {
            throw new IllegalArgumentException(
                    "a histogram's total must not be below 0, it is " + NumberText.exactly(snapshot.total()));
        }
        for (int bucket : snapshot.weights().keySet()) {
            if (bucket < 0 || bucket >= weights.length) {
                throw new IllegalArgumentException("no bucket " + bucket + " of " + weights.length);
            }
        }
    }

    /**
     * A histogram at rest.
     *
     * @param weights weight of each bucket that has one, by its index
     * @param total weight of all, before what was rounded away
     * @param reference time at which a weight counts as it is, epoch seconds
     */
    public record Snapshot(Map<Integer, Double> weights, double total, long reference) {
        public Snapshot {
            weights = Collections.unmodifiableMap(new TreeMap<>(weights));
        }
    }
}
