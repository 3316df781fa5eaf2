package dev.sluice.web.model.series;

import java.util.ArrayList;
import java.util.List;

/** The last points of a service by rising time, in a ring of plain arrays: 36 bytes a point. */
public final class PointSeries {
    private static final int BYTES = 36;
    private static final int LEAST = 12;
    private static final int VALUES = 5;
    private static final int COUNTS = 2;

    private long[] times = new long[LEAST];
    private float[] values = new float[LEAST * VALUES];
    private int[] counts = new int[LEAST * COUNTS];
    private int first;
    private int size;

    /** Adds a point, or replaces the last one of the same time; an earlier time is passed over. */
    public void add(Point point, int maxBytes) {
        int most = Math.max(LEAST, maxBytes / BYTES);
        if (size > 0 && point.at() <= times[index(size - 1)]) {
            if (point.at() == times[index(size - 1)]) {
                set(index(size - 1), point);
            }
            return;
        }
        if (times.length > most) {
            resize(most);
        } else if (size == times.length && size < most) {
            resize(Math.min(most, 2 * size));
        }
        if (size == times.length) {
            first = (first + 1) % times.length;
            size--;
        }
        set(index(size++), point);
    }

    /** What had been forecast for a window that has closed; a window that is not kept is passed over. */
    public void forecast(Expected expected) {
        int low = 0;
        int high = size - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            long at = times[index(middle)];
            if (at == expected.at()) {
                set(index(middle), get(index(middle)).forecast(expected));
                return;
            }
            if (at < expected.at()) {
                low = middle + 1;
            } else {
                high = middle - 1;
            }
        }
    }

    /** Time of the last point; the smallest of all where there is none. */
    public long last() {
        return size == 0 ? Long.MIN_VALUE : times[index(size - 1)];
    }

    /** Keeps no more than fits into these bytes, and nothing before a time. */
    public void trim(int maxBytes, long since) {
        while (size > LEAST && times[first] < since) {
            first = (first + 1) % times.length;
            size--;
        }
        int most = Math.max(LEAST, maxBytes / BYTES);
        if (times.length > most) {
            resize(most);
        }
    }

    /** The points from a time to another, both inclusive. */
    public List<Point> between(long from, long to) {
        List<Point> found = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            long at = times[index(i)];
            if (at >= from && at <= to) {
                found.add(get(index(i)));
            }
        }
        return found;
    }

    /** The last demands, oldest first. */
    public float[] lastSeen(int most) {
        int n = Math.min(most, size);
        float[] seen = new float[n];
        for (int i = 0; i < n; i++) {
            seen[i] = values[index(size - n + i) * VALUES];
        }
        return seen;
    }

    /** How many of the last points in a row have a demand above so many times the capacity. */
    public int lastAbove(double times) {
        int n = 0;
        while (n < size && isAbove(index(size - 1 - n) * VALUES, times)) {
            n++;
        }
        return n;
    }

    private boolean isAbove(int row, double times) {
        return values[row] > values[row + 1] * times;
    }

    int size() {
        return size;
    }

    public int bytes() {
        return times.length * BYTES;
    }

    private int index(int i) {
        return (first + i) % times.length;
    }

    private void set(int i, Point p) {
        times[i] = p.at();
        float[] row = {p.seen(), p.capacity(), p.forecast(), p.lower(), p.upper()};
        System.arraycopy(row, 0, values, i * VALUES, VALUES);
        counts[i * COUNTS] = p.ready();
        counts[i * COUNTS + 1] = p.target();
    }

    private Point get(int i) {
        int v = i * VALUES;
        return new Point(
                times[i],
                values[v],
                values[v + 1],
                values[v + 2],
                values[v + 3],
                values[v + 4],
                counts[i * COUNTS],
                counts[i * COUNTS + 1]);
    }

    /** Moves the newest points that fit into arrays of this length. */
    private void resize(int length) {
        List<Point> all = between(Long.MIN_VALUE, Long.MAX_VALUE);
        List<Point> kept = all.subList(Math.max(0, all.size() - length), all.size());
        times = new long[length];
        values = new float[length * VALUES];
        counts = new int[length * COUNTS];
        first = 0;
        size = 0;
        kept.forEach(point -> set(size++, point));
    }
}
