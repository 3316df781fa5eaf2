package dev.sluice.simulator.baseline.tracking;

/** The largest of the last few values, O(1) a value on average. */
final class RecentMax {
    private final int size;
    private final long[] index;
    private final double[] value;
    private int first;
    private int count;
    private long seen;

    RecentMax(int size) {
        this.size = size;
        index = new long[size];
        value = new double[size];
    }

    /** Takes in a value; gives the largest of the last {@code size} with it. */
    double add(double v) {
        if (count > 0 && index[first] <= seen - size) {
            first = (first + 1) % size;
            count--;
        }
        while (count > 0 && value[(first + count - 1) % size] <= v) {
            count--;
        }
        int slot = (first + count) % size;
        index[slot] = seen++;
        value[slot] = v;
        count++;
        return value[first];
    }
}
