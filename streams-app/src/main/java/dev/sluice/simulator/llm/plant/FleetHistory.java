package dev.sluice.simulator.llm.plant;

import java.util.Arrays;

/** How many replicas were paid, ready and wanted over time. Each entry holds until the next. */
public final class FleetHistory {
    private double[] at = new double[64];
    private int[] paid = new int[64];
    private int[] ready = new int[64];
    private int[] wanted = new int[64];
    private int length;

    void add(double time, int paidNow, int readyNow, int wantedNow) {
        if (length > 0 && at[length - 1] == time) {
            length--;
        }
        if (length == at.length) {
            at = Arrays.copyOf(at, 2 * length);
            paid = Arrays.copyOf(paid, 2 * length);
            ready = Arrays.copyOf(ready, 2 * length);
            wanted = Arrays.copyOf(wanted, 2 * length);
        }
        at[length] = time;
        paid[length] = paidNow;
        ready[length] = readyNow;
        wanted[length++] = wantedNow;
    }

    /** Number of entries. */
    public int length() {
        return length;
    }

    /** When entry {@code i} begins, s. */
    public double at(int i) {
        return at[i];
    }

    /** Replicas that are starting, ready or draining. */
    public int paid(int i) {
        return paid[i];
    }

    /** Replicas that take requests. */
    public int ready(int i) {
        return ready[i];
    }

    /** Replicas that were ordered last. */
    public int wanted(int i) {
        return wanted[i];
    }

    /** Replica-seconds paid between two times. */
    public double paidSeconds(double from, double to) {
        return seconds(paid, from, to);
    }

    /** Replica-seconds that took requests between two times. */
    public double readySeconds(double from, double to) {
        return seconds(ready, from, to);
    }

    /** Replica-seconds wanted between two times. */
    public double wantedSeconds(double from, double to) {
        return seconds(wanted, from, to);
    }

    private double seconds(int[] replicas, double from, double to) {
        double sum = 0;
        for (int i = 0; i < length; i++) {
            sum += replicas[i] * overlap(i, from, to);
        }
        return sum;
    }

    /** Most replicas that were paid between two times. */
    public int mostPaid(double from, double to) {
        int most = 0;
        for (int i = 0; i < length; i++) {
            most = overlap(i, from, to) > 0 ? Math.max(most, paid[i]) : most;
        }
        return most;
    }

    /** Changes of the wanted size after {@code from} until {@code to}. */
    public int changes(double from, double to) {
        int changes = 0;
        for (int i = 1; i < length; i++) {
            changes += wanted[i] != wanted[i - 1] && at[i] > from && at[i] <= to ? 1 : 0;
        }
        return changes;
    }

    private double overlap(int i, double from, double to) {
        double next = i + 1 < length ? at[i + 1] : Double.POSITIVE_INFINITY;
        return Math.max(0, Math.min(next, to) - Math.max(at[i], from));
    }
}
