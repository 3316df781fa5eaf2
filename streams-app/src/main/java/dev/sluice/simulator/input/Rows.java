package dev.sluice.simulator.input;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Rows of a file in order of time: seconds, values, and the lines that they stand in. */
final class Rows {
    /** Bytes of memory that a row may need while it is read, ordered and put into steps. */
    private static final long BYTES = 64;

    private double[] times = new double[1024];
    private double[] values = new double[1024];
    private int[] lines = new int[1024];
    private int size;
    private int added;

    void add(int line, double time, double value) {
        if (size == times.length) {
            grow();
        }
        times[size] = time;
        values[size] = value;
        lines[size] = line;
        size++;
    }

    private void grow() {
        if (size >= most()) {
            throw new IllegalArgumentException(
                    "more than " + size + " rows do not fit in memory: split the file, or give Java more with -Xmx");
        }
        int larger = (int) Math.min(most(), 2L * size);
        times = Arrays.copyOf(times, larger);
        values = Arrays.copyOf(values, larger);
        lines = Arrays.copyOf(lines, larger);
    }

    /** Rows, and steps, that fit in memory. */
    static long most() {
        return Math.max(2048, Math.min(100_000_000, Runtime.getRuntime().maxMemory() / BYTES));
    }

    int size() {
        return size;
    }

    double time(int i) {
        return times[i];
    }

    double value(int i) {
        return values[i];
    }

    int line(int i) {
        return lines[i];
    }

    /** Rows whose value was added to another of the same time. */
    int added() {
        return added;
    }

    double span() {
        return times[size - 1] - times[0];
    }

    double sum() {
        return Arrays.stream(values, 0, size).sum();
    }

    /** Multiplies times, so that they count seconds. */
    void scaleTimes(double factor) {
        for (int i = 0; i < size && factor != 1; i++) {
            times[i] *= factor;
        }
    }

    /** Puts rows in order of time; what order they were in. */
    Order sort() {
        Order order = order();
        if (order == Order.FALLING) {
            arrange(IntStream.iterate(size - 1, i -> i - 1).limit(size).toArray());
        } else if (order == Order.NONE) {
            arrange(IntStream.range(0, size)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> times[i]))
                    .mapToInt(Integer::intValue)
                    .toArray());
        }
        return order;
    }

    /** How the times of a file follow each other. */
    enum Order {
        RISING,
        FALLING,
        NONE
    }

    private Order order() {
        boolean rising = true;
        boolean falling = true;
        for (int i = 1; i < size; i++) {
            rising &= times[i] >= times[i - 1];
            falling &= times[i] <= times[i - 1];
        }
        return rising ? Order.RISING : falling ? Order.FALLING : Order.NONE;
    }

    private void arrange(int[] from) {
        times = Arrays.stream(from).mapToDouble(i -> times[i]).toArray();
        values = Arrays.stream(from).mapToDouble(i -> values[i]).toArray();
        lines = Arrays.stream(from).map(i -> lines[i]).toArray();
    }

    /** Adds the values of rows of one time to the first of them. */
    void addDuplicates() {
        int kept = 0;
        for (int i = 1; i < size; i++) {
            if (times[i] == times[kept]) {
                values[kept] += values[i];
                added++;
            } else {
                kept++;
                times[kept] = times[i];
                values[kept] = values[i];
                lines[kept] = lines[i];
            }
        }
        size = Math.min(size, kept + 1);
    }
}
