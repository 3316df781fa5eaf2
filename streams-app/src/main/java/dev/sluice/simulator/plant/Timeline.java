package dev.sluice.simulator.plant;

import java.util.Arrays;

/** Replica counts and the times (ms) from which they held, in order of time; it only grows. */
public final class Timeline {
    private static final int FIRST_ROOM = 64;

    private long[] at = new long[FIRST_ROOM];
    private int[] replicas = new int[FIRST_ROOM];
    private int length;

    public void add(long time, int count) {
        if (length == at.length) {
            at = Arrays.copyOf(at, 2 * length);
            replicas = Arrays.copyOf(replicas, 2 * length);
        }
        at[length] = time;
        replicas[length++] = count;
    }

    /** Number of entries. */
    public int length() {
        return length;
    }

    /** When entry {@code i} began to hold, ms. */
    public long at(int i) {
        return at[i];
    }

    /** Replicas of entry {@code i}. */
    public int replicas(int i) {
        return replicas[i];
    }
}
