package dev.sluice.control.window;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The clocks of reporters that are not right, by how much.
 *
 * <p>A report arrives after it ends, by as long as it is under way. So a report that ends after it has arrived comes from a
 * clock that is ahead by at least the difference. One that arrives long after its end may come from a clock that is behind, or
 * have waited: two in a row that arrive as far apart as they end come from a clock that is behind; those that have waited come all at once.
 * Example: reports of five seconds arrive 120 s after their ends, five seconds apart; from the second on, each is taken for one that
 * is 120 s younger.
 *
 * <p>Only clocks that are not right are kept: a fleet in step takes no memory and no time.
 */
public final class ReporterClocks {
    /** A clock that is ahead by less is right, ms. */
    private static final long AHEAD = 2_000;

    private static final int MOST = 256;

    private final Map<Integer, Clock> wrong = new TreeMap<>();

    /**
     * By how much a report is to be moved so that it ends by the wall clock, ms: below zero where its clock is ahead.
     *
     * @param wall when it is read
     * @param usual how long a report is under way at most, where nothing is wrong
     * @param live whether it is read when it arrives, and not long after
     */
    public long shift(int reporter, long to, long wall, long usual, boolean live) {
        long delay = wall - to;
        boolean right = delay >= -AHEAD && (delay <= usual || !live);
        if (right && wrong.isEmpty()) {
            return 0;
        }
        Clock known = wrong.get(reporter);
        if (known == null && (right || wrong.size() >= MOST)) {
            return Math.min(0, delay + AHEAD) < 0 ? delay : 0;
        }
        Clock clock = known == null ? new Clock() : known;
        clock.read(to, delay, usual, live);
        keep(reporter, clock, right);
        return clock.behind;
    }

    private void keep(int reporter, Clock clock, boolean right) {
        if (right && clock.behind == 0) {
            wrong.remove(reporter);
        } else {
            wrong.put(reporter, clock);
        }
    }

    /** One clock that is not right, or may not be. */
    private static final class Clock {
        private long behind;
        private boolean suspected;
        private long lastTo;
        private long lastDelay;

        void read(long to, long delay, long usual, boolean live) {
            if (delay < behind && (delay < -AHEAD || behind > 0)) {
                behind = delay < -AHEAD || delay > usual ? delay : 0;
                suspected = false;
            } else if (live) {
                suspect(to, delay, usual);
            }
            lastTo = to;
            lastDelay = delay;
        }

        private void suspect(long to, long delay, long usual) {
            boolean late = delay > behind + usual;
            boolean inPace = to > lastTo && 2 * Math.abs(delay - lastDelay) <= to - lastTo;
            if (late && suspected && inPace) {
                long least = Math.min(lastDelay, delay);
                behind = least < -AHEAD || least > usual ? least : 0;
                suspected = false;
            } else {
                suspected = late;
            }
        }
    }

    public void write(DataOutput out) throws IOException {
        VarInts.writeCount(wrong.size(), out);
        for (Map.Entry<Integer, Clock> entry : wrong.entrySet()) {
            Clock clock = entry.getValue();
            out.writeInt(entry.getKey());
            VarInts.writeSigned(clock.behind, out);
            out.writeBoolean(clock.suspected);
            VarInts.writeSigned(clock.lastTo, out);
            VarInts.writeSigned(clock.lastDelay, out);
        }
    }

    public void read(DataInput in) throws IOException {
        wrong.clear();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            Clock clock = new Clock();
            wrong.put(in.readInt(), clock);
            clock.behind = VarInts.readSigned(in);
            clock.suspected = in.readBoolean();
            clock.lastTo = VarInts.readSigned(in);
            clock.lastDelay = VarInts.readSigned(in);
        }
    }
}
