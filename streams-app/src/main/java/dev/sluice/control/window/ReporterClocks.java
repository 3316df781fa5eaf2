package dev.sluice.control.window;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * Detects reporters whose clock is wrong, and by how much.
 *
 * <p>A report that ends after its arrival comes from a clock that is ahead by at least the difference. A report that
 * arrives long after its end comes from a clock that is behind, or it has waited. Two in a row that arrive as far apart
 * as they end come from a clock that is behind; reports that have waited arrive all at once.
 *
 * <p>Example: reports of 5 s arrive 120 s after their ends, 5 s apart. From the second one on, each is moved 120 s
 * later.
 *
 * <p>Only wrong clocks are stored: a fleet with correct clocks takes no memory and no time.
 */
public final class ReporterClocks {
    /** A clock that is ahead by up to this is treated as correct, ms. */
    private static final long AHEAD = 2_000;

    private static final int MOST = 256;

    private final Map<Integer, Clock> wrong = new TreeMap<>();

    /**
     * Returns by how many ms to move a report so that its end matches the wall clock; negative if its clock is ahead.
     *
     * @param wall when the report is read
     * @param usual maximum normal delay of a report
     * @param live whether the report is read soon after it arrives
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

    /** A clock that is wrong or may be wrong. */
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
