package dev.sluice.simulator.llm.replica;

import java.util.Arrays;

/** Measured points, joined by straight lines. The last line goes on beyond the last point. */
public final class Curve {
    private final double[] at;
    private final double[] value;

    /**
     * A curve through points.
     *
     * @param at rising, two points or more
     * @param value finite and at least 0, never falling
     * @throws IllegalArgumentException where the points are not such
     */
    public Curve(double[] at, double[] value) {
        if (at.length < 2 || at.length != value.length) {
            throw new IllegalArgumentException("a curve needs two points or more, not " + at.length);
        }
        this.at = at.clone();
        this.value = value.clone();
        for (int i = 0; i < at.length; i++) {
            checkPoint(i);
        }
    }

    private void checkPoint(int i) {
        if (!(at[i] >= 0) || !(value[i] >= 0) || !Double.isFinite(at[i] + value[i])) {
            throw new IllegalArgumentException("a point must be finite and at least 0, not " + at[i] + ": " + value[i]);
        }
        if (i > 0 && (at[i] <= at[i - 1] || value[i] < value[i - 1])) {
            throw new IllegalArgumentException("points must rise and never fall: " + at[i - 1] + ": " + value[i - 1]
                    + " is followed by " + at[i] + ": " + value[i]);
        }
    }

    /** The value at {@code x}. Before the first point it is the value there. */
    double at(double x) {
        if (x <= at[0]) {
            return value[0];
        }
        int i = 1;
        while (i < at.length - 1 && x > at[i]) {
            i++;
        }
        return value[i - 1] + (value[i] - value[i - 1]) * (x - at[i - 1]) / (at[i] - at[i - 1]);
    }

    /** The same with all values multiplied. */
    Curve times(double factor) {
        return new Curve(at, Arrays.stream(value).map(each -> factor * each).toArray());
    }

    /** Where the last point is. */
    double last() {
        return at[at.length - 1];
    }
}
