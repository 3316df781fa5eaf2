package dev.sluice.policy.idle.calls;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * How often each gap occurred: a sparse histogram of whole minutes between two active minutes that follow one another.
 *
 * <p>Gaps longer than {@link #LONGEST} are counted as that long.
 */
final class GapCounts {
    /** Minutes; a week. */
    static final int LONGEST = 10_080;

    private int[] lengths = new int[4];
    private int[] counts = new int[4];
    private int size;

    void add(int gap, int times) {
        int length = Math.min(gap, LONGEST);
        int at = Arrays.binarySearch(lengths, 0, size, length);
        if (at >= 0) {
            counts[at] += times;
        } else {
            insert(-at - 1, length, times);
        }
    }

    private void insert(int at, int length, int times) {
        if (size == lengths.length) {
            lengths = Arrays.copyOf(lengths, 2 * size);
            counts = Arrays.copyOf(counts, 2 * size);
        }
        System.arraycopy(lengths, at, lengths, at + 1, size - at);
        System.arraycopy(counts, at, counts, at + 1, size - at);
        lengths[at] = length;
        counts[at] = times;
        size++;
    }

    /** Gaps of exactly this length. */
    int at(int gap) {
        int at = Arrays.binarySearch(lengths, 0, size, Math.min(gap, LONGEST));
        return at >= 0 ? counts[at] : 0;
    }

    /** Gaps at least this long. */
    int atLeast(int gap) {
        int length = Math.min(gap, LONGEST);
        int sum = 0;
        for (int i = size - 1; i >= 0 && lengths[i] >= length; i--) {
            sum += counts[i];
        }
        return sum;
    }

    /** Gaps from {@code low} to {@code high} minutes, both included. */
    int between(int low, int high) {
        int sum = 0;
        for (int i = size - 1; i >= 0 && lengths[i] >= low; i--) {
            sum += lengths[i] <= high ? counts[i] : 0;
        }
        return sum;
    }

    /** Halves every count; what an odd count leaves over goes to the next longer gap, so that the total halves too. */
    void halve() {
        int kept = 0;
        int carried = 0;
        for (int i = 0; i < size; i++) {
            int sum = counts[i] + carried;
            carried = sum % 2;
            if (sum >= 2) {
                lengths[kept] = lengths[i];
                counts[kept++] = sum / 2;
            }
        }
        size = kept;
    }

    void write(DataOutput out) throws IOException {
        SparseCounts.write(out, lengths, counts, size);
    }

    void read(DataInput in) throws IOException {
        SparseCounts.read(in, this::add);
    }
}
