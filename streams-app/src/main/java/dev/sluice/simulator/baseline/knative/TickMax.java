package dev.sluice.simulator.baseline.knative;

/**
 * The largest value of the last few ticks of time.
 *
 * <p>Source: knative/serving, pkg/autoscaler/aggregation/max.
 */
final class TickMax {
    private final long granularity;
    private final long[] index;
    private final int[] value;
    private int first;
    private int count;

    /** A window of {@code ticks} ticks of {@code granularityMillis} each. */
    TickMax(int ticks, long granularityMillis) {
        granularity = granularityMillis;
        index = new long[Math.max(1, ticks)];
        value = new int[Math.max(1, ticks)];
    }

    void record(long time, int v) {
        long tick = Math.floorDiv(time, granularity);
        while (count > 0 && index[first] <= tick - index.length) {
            first = (first + 1) % index.length;
            count--;
        }
        while (count > 0 && value[last()] <= v) {
            count--;
        }
        if (count > 0 && index[last()] == tick) {
            return;
        }
        count++;
        index[last()] = tick;
        value[last()] = v;
    }

    /** The largest; zero before the first. */
    int current() {
        return count == 0 ? 0 : value[first];
    }

    private int last() {
        return (first + count - 1) % index.length;
    }
}
