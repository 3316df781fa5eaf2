package dev.sluice.sizing.capacity;

/** The steady-state response times of requests that queue for replicas. */
public sealed interface QueueModel permits BatchQueue {
    /** Maximum number of replicas that a search considers. */
    int MOST_REPLICAS = 100_000;

    /**
     * The time within which the share {@code quantile} of requests is answered, ms.
     *
     * @param rate requests per second that arrive at all replicas together
     * @return infinite if the replicas cannot keep up
     */
    double latencyMillis(double quantile, double rate, int replicas);

    /** Maximum requests per second that {@code replicas} could serve, whatever the wait. */
    double largestRate(int replicas);

    /** Minimum number of replicas that keep the quantile at or below the bound; {@link #MOST_REPLICAS} if none does. */
    default int replicas(LatencyBound bound, double rate) {
        int low = 1;
        int high = MOST_REPLICAS;
        while (low < high) {
            int middle = low + (high - low) / 2;
            if (latencyMillis(bound.quantile(), rate, middle) <= bound.millis()) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /**
     * Maximum rate, in requests per second, at which this many replicas keep the bound; 0 if even an idle replica
     * does not.
     */
    default double rateWithin(LatencyBound bound, int replicas) {
        double low = 0;
        double high = largestRate(replicas);
        for (int i = 0; i < 60 && high - low > 1e-9 * high; i++) {
            double middle = .5 * (low + high);
            if (latencyMillis(bound.quantile(), middle, replicas) <= bound.millis()) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The smallest x of (0, top] with {@code reached.at(x) >= target}, by bisection. */
    static double firstReaching(double target, double top, Distribution reached) {
        double low = 0;
        double high = top;
        while (reached.at(high) < target) {
            low = high;
            high *= 2;
        }
        for (int i = 0; i < 100 && high - low > 1e-12 * high; i++) {
            double middle = .5 * (low + high);
            if (reached.at(middle) < target) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return high;
    }

    /** The share of requests that is answered by a time. */
    interface Distribution {
        double at(double time);
    }
}
