package dev.sluice.simulator.input;

import java.util.Arrays;

/** Demand by step while rows are put into steps. */
final class Steps {
    private final double step;
    private final double[] values;
    private final int[] rows;
    private int doubled;
    private int holes;

    Steps(double step, int count) {
        this.step = step;
        this.values = new double[count];
        this.rows = new int[count];
        this.holes = count;
    }

    void add(int i, double value) {
        values[i] += value;
        holes -= rows[i] == 0 ? 1 : 0;
        doubled += rows[i] == 0 ? 0 : 1;
        rows[i]++;
    }

    /** Seconds. */
    double step() {
        return step;
    }

    int count() {
        return values.length;
    }

    /** Steps without a row. */
    int holes() {
        return holes;
    }

    /** Rows in the step of an earlier one. */
    int doubled() {
        return doubled;
    }

    double sum() {
        return Arrays.stream(values).sum();
    }

    /** What {@link #fill} would add. */
    double missing() {
        double missing = 0;
        double before = 0;
        for (int i = 0; i < values.length; i++) {
            before = rows[i] > 0 ? values[i] : before;
            missing += rows[i] > 0 ? 0 : before;
        }
        return missing;
    }

    /** Gives steps without a row the demand of the step before. */
    void fill() {
        for (int i = 1; i < values.length; i++) {
            if (rows[i] == 0) {
                values[i] = values[i - 1];
                rows[i] = rows[i - 1];
            }
        }
    }

    double[] values() {
        return values;
    }

    /** Makes demand of rates per second: their mean during the step, times its length. */
    Steps averaged() {
        for (int i = 0; i < values.length; i++) {
            values[i] *= step / Math.max(1, rows[i]);
        }
        return this;
    }
}
