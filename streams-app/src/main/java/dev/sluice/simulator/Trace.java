package dev.sluice.simulator;

import java.util.Arrays;

/**
 * Recorded demand: {@code values[i]} is the demand in [start + i·step, start + (i+1)·step).
 *
 * @param start seconds since the epoch, or since an origin of the trace's own
 * @param step seconds, above zero
 * @param values demand per step, at least zero
 */
public record Trace(double start, double step, double[] values) {
    public Trace {
        if (!(step > 0)) {
            throw new IllegalArgumentException("a trace needs a step above zero, not " + step);
        }
        if (values.length == 0) {
            throw new IllegalArgumentException("a trace needs at least one value");
        }
        for (double v : values) {
            if (!(v >= 0) || Double.isInfinite(v)) {
                throw new IllegalArgumentException("demand must be a number of at least zero, not " + v);
            }
        }
    }

    /** Seconds at the end of step {@code i}. */
    public double end(int i) {
        return start + (i + 1) * step;
    }

    /** Number of steps. */
    public int length() {
        return values.length;
    }

    /** The same demand in steps {@code factor} times as long; an incomplete last step is left out. */
    public Trace aggregated(int factor) {
        if (factor < 1 || factor > values.length) {
            throw new IllegalArgumentException("cannot sum " + factor + " steps of " + values.length);
        }
        double[] sums = new double[values.length / factor];
        for (int i = 0; i < sums.length * factor; i++) {
            sums[i / factor] += values[i];
        }
        return new Trace(start, step * factor, sums);
    }

    /** The same demand on the first day since the epoch, at the same time of day. */
    public Trace onFirstDay() {
        double day = 86_400;
        return new Trace(start - day * Math.floor(start / day), step, values);
    }

    /** {@code factor} times the demand. */
    public Trace times(double factor) {
        return new Trace(start, step, Arrays.stream(values).map(v -> v * factor).toArray());
    }

    /** The first {@code seconds} of the demand, or all of it where it is no longer. */
    public Trace first(double seconds) {
        int steps = (int) Math.max(1, Math.min(values.length, Math.floor(seconds / step)));
        return new Trace(start, step, Arrays.copyOf(values, steps));
    }

    /** Demand that the share {@code level} of steps does not exceed, interpolated as numpy does. */
    public double quantile(double level) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double at = level * (sorted.length - 1);
        int below = (int) Math.floor(at);
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
    }
}
