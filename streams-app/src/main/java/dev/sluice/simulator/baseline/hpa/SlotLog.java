package dev.sluice.simulator.baseline.hpa;

import java.util.Arrays;

/** Numbers with their times, ms, in slots that are used again once they are outdated. */
public final class SlotLog {
    private long[] at = new long[8];
    private int[] value = new int[8];
    private int length;

    int length() {
        return length;
    }

    long at(int i) {
        return at[i];
    }

    int value(int i) {
        return value[i];
    }

    int[] values() {
        return Arrays.copyOf(value, length);
    }

    void append(long time, int number) {
        if (length == at.length) {
            at = Arrays.copyOf(at, 2 * length);
            value = Arrays.copyOf(value, 2 * length);
        }
        set(length++, time, number);
    }

    /** Overwrites the last slot older than {@code cutoff}, or appends where there is none. */
    void put(long time, int number, long cutoff) {
        for (int i = length - 1; i >= 0; i--) {
            if (at[i] < cutoff) {
                set(i, time, number);
                return;
            }
        }
        append(time, number);
    }

    /** Sum of what is newer than {@code since}. */
    int sumAfter(long since) {
        int sum = 0;
        for (int i = 0; i < length; i++) {
            sum += at[i] > since ? value[i] : 0;
        }
        return sum;
    }

    private void set(int slot, long time, int number) {
        at[slot] = time;
        value[slot] = number;
    }
}
