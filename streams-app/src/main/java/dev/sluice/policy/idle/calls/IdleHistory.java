package dev.sluice.policy.idle.calls;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The history of one service's calls, on a grid of minutes: its gaps, which gap followed which, how often two calls
 * were each distance apart, and at which minutes of the hour calls came.
 *
 * <p>Silence changes nothing here, so a silent service costs no writes. Counts are halved whenever they cover more than
 * {@link #MEMORY} minutes, which bounds the state and lets old habits fade.
 */
public final class IdleHistory {
    /** Minutes that the counts cover before they are halved; four weeks. */
    public static final int MEMORY = 40_320;

    /** Longest distance between two calls that is counted, minutes. */
    static final int LONGEST_LAG = ActivityRing.LENGTH;

    private static final int[] CLASS_ENDS = {1, 3, 10, 30, 100, Integer.MAX_VALUE};
    private static final int MINUTES_AN_HOUR = 60;

    private long first;
    private long last;
    private int active;
    private int colds;
    private int lastGap;
    private final ActivityRing ring = new ActivityRing();
    private final GapCounts gaps = new GapCounts();
    private final GapCounts[] gapsAfter = new GapCounts[CLASS_ENDS.length];
    private final int[] pairs = new int[LONGEST_LAG + 1];
    private final int[] phases = new int[MINUTES_AN_HOUR];

    /** A service that was never called. */
    public IdleHistory() {
        for (int i = 0; i < gapsAfter.length; i++) {
            gapsAfter[i] = new GapCounts();
        }
    }

    /**
     * Adds an active minute. A minute that is not after the last one is already known, or too late to count.
     *
     * @param cold whether its first call found the service not ready
     */
    public void called(long minute, boolean cold) {
        if (seen() && minute <= last) {
            return;
        }
        if (seen()) {
            follow((int) Math.min(minute - last, Integer.MAX_VALUE));
        } else {
            first = minute;
        }
        ring.advance(seen() ? minute - last : 1);
        last = minute;
        active++;
        colds += cold ? 1 : 0;
        phases[phase(minute)]++;
        fade();
    }

    private void follow(int gap) {
        gapsAfter[gapClass()].add(gap, 1);
        gaps.add(gap, 1);
        int nearest = Math.min(gap, LONGEST_LAG + 1);
        for (int back = ring.next(0); back + nearest <= LONGEST_LAG; back = ring.next(back + 1)) {
            pairs[back + nearest]++;
        }
        lastGap = gap;
    }

    private void fade() {
        if (last - first <= MEMORY) {
            return;
        }
        first = last - (last - first) / 2;
        active = Math.max(1, active / 2);
        colds /= 2;
        gaps.halve();
        for (GapCounts after : gapsAfter) {
            after.halve();
        }
        halve(pairs);
        halve(phases);
    }

    private static void halve(int[] counts) {
        for (int i = 0; i < counts.length; i++) {
            counts[i] /= 2;
        }
    }

    /** Whether it was ever called. */
    public boolean seen() {
        return active > 0;
    }

    /** Minutes since the last active one, at {@code minute}. */
    public long age(long minute) {
        return minute - last;
    }

    /** The last active minute. */
    public long last() {
        return last;
    }

    /** Active minutes remembered. */
    public int active() {
        return active;
    }

    /** Active minutes remembered whose first call found the service not ready. */
    public int colds() {
        return colds;
    }

    /** Share of active minutes that were cold; none yet is 0. */
    public double coldShare() {
        return seen() ? (double) colds / active : 0;
    }

    /** Minutes that the counts cover, at {@code minute}. */
    public long covered(long minute) {
        return minute - first;
    }

    GapCounts gaps() {
        return gaps;
    }

    /** The gaps that followed a gap of the same class as the last one. */
    GapCounts gapsLikeNow() {
        return gapsAfter[gapClass()];
    }

    private int gapClass() {
        int c = 0;
        while (lastGap > CLASS_ENDS[c]) {
            c++;
        }
        return c;
    }

    ActivityRing ring() {
        return ring;
    }

    /** Pairs of active minutes this far apart. */
    int pairs(int lag) {
        return lag <= LONGEST_LAG ? pairs[lag] : 0;
    }

    /** Active minutes at this minute's place in the hour. */
    int samePhase(long minute) {
        return phases[phase(minute)];
    }

    private static int phase(long minute) {
        return (int) Math.floorMod(minute, (long) MINUTES_AN_HOUR);
    }

    /** Writes all of it, exactly. */
    public void write(DataOutput out) throws IOException {
        VarInts.writeCount(active, out);
        if (!seen()) {
            return;
        }
        out.writeLong(last);
        VarInts.writeCount(last - first, out);
        VarInts.writeCount(colds, out);
        VarInts.writeCount(lastGap, out);
        ring.write(out);
        gaps.write(out);
        for (GapCounts after : gapsAfter) {
            after.write(out);
        }
        SparseCounts.write(out, pairs);
        SparseCounts.write(out, phases);
    }

    /** Reads what {@link #write} wrote. */
    public static IdleHistory read(DataInput in) throws IOException {
        IdleHistory history = new IdleHistory();
        history.active = (int) VarInts.readCount(in);
        if (history.seen()) {
            history.readRest(in);
        }
        return history;
    }

    private void readRest(DataInput in) throws IOException {
        last = in.readLong();
        first = last - VarInts.readCount(in);
        colds = (int) VarInts.readCount(in);
        lastGap = (int) VarInts.readCount(in);
        ring.read(in);
        gaps.read(in);
        for (GapCounts after : gapsAfter) {
            after.read(in);
        }
        SparseCounts.read(in, (lag, count) -> pairs[lag] = count);
        SparseCounts.read(in, (phase, count) -> phases[phase] = count);
    }
}
