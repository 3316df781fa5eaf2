package dev.sluice.forecast.history;

import java.util.Arrays;

/** The median of the last few values, kept sorted. */
final class RunningMedian {
    private final double[] sorted;
    private int size;

    RunningMedian(int width) {
        sorted = new double[width];
    }

    int width() {
        return sorted.length;
    }

    /** Adds the newest value. {@code leaving} is the value that was added {@code width} values before. */
    void add(double value, double leaving) {
        int from;
        if (size < sorted.length) {
            from = size++;
        } else {
            from = Arrays.binarySearch(sorted, leaving);
        }
        while (from > 0 && sorted[from - 1] > value) {
            sorted[from] = sorted[from - 1];
            from--;
        }
        while (from < size - 1 && sorted[from + 1] < value) {
            sorted[from] = sorted[from + 1];
            from++;
        }
        sorted[from] = value;
    }

    double median() {
        int half = size / 2;
        return size % 2 == 1 ? sorted[half] : .5 * (sorted[half - 1] + sorted[half]);
    }

    void clear() {
        size = 0;
    }
}
