package dev.sluice.control.window.arrival;

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

    /** A report of which nobody can tell when it arrived. */
    public static final long NOWHERE = Long.MAX_VALUE;

    /** A clock is ahead by ten minutes at most, and the others have reported within five, ms. */
    private static final long FURTHEST = 900_000;

    private static final int MOST = 256;

    private final Map<Integer, Clock> wrong = new TreeMap<>();
    // not state: only while old reports are read
    private long doubtful = Long.MIN_VALUE;

    /**
     * Returns by how many ms to move a report so that its end matches the wall clock; negative if its clock is ahead.
     *
     * @param wall when the report is read
     * @param usual maximum normal delay of a report
     */
    public long shift(int reporter, long to, long wall, long usual) {
        long delay = wall - to;
        boolean right = delay >= -AHEAD && delay <= usual;
        if (right && wrong.isEmpty()) {
            return 0;
        }
        Clock known = wrong.get(reporter);
        if (known == null && (right || wrong.size() >= MOST)) {
            return Math.min(0, delay + AHEAD) < 0 ? delay : 0;
        }
        Clock clock = known == null ? new Clock() : known;
        clock.read(to, delay, usual);
        keep(reporter, clock, right);
        return clock.behind;
    }

    /**
     * The same for a report that is read long after it has arrived. When it arrived, is only known by the reports of
     * others that were read before it.
     *
     * <p>Example: a report of 12:05:00 is read at 12:02, after others of 12:00. Its clock is five minutes ahead. To place
     * it at 12:02 would be wrong: all that it sent since 11:57 would be placed there. If the others seem to be at 12:02
     * themselves, nothing is known: all may have the same wrong clock.
     *
     * @param others how far other instances have come; {@link Long#MIN_VALUE} if there are none
     * @return {@link #NOWHERE} if its clock must be ahead and nobody can tell how far
     */
    public long shiftOfOld(int reporter, long to, long wall, long usual, long others) {
        boolean possible = to <= wall + AHEAD;
        boolean behind = others != Long.MIN_VALUE && others - to > usual;
        if (possible && !behind && wrong.isEmpty()) {
            return 0;
        }
        Clock known = wrong.get(reporter);
        if (known == null && ((possible && !behind) || wrong.size() >= MOST)) {
            return possible ? 0 : NOWHERE;
        }
        Clock clock = known == null ? new Clock() : known;
        long before = clock.behind;
        boolean placed = clock.readLate(to, wall, usual, others);
        // what it sent before was placed by the clock as it seemed to be
        doubtful = placed && clock.behind == before ? doubtful : wall;
        keep(reporter, clock, possible && !behind);
        return placed ? clock.behind : NOWHERE;
    }

    /**
     * Returns true if a window that begins at {@code start} (ms) may hold reports of a wrong clock: more instances seem to
     * report in it than there are.
     */
    public boolean isDoubtful(long start) {
        return start < doubtful;
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

        void read(long to, long delay, long usual) {
            if (delay < behind && (delay < -AHEAD || behind > 0)) {
                behind = delay < -AHEAD || delay > usual ? delay : 0;
                suspected = false;
            } else {
                suspect(to, delay, usual);
            }
            lastTo = to;
            lastDelay = delay;
        }

        /** Returns false if the report cannot be placed before {@code wall}. */
        boolean readLate(long to, long wall, long usual, long others) {
            if (others == Long.MIN_VALUE) {
                return to + behind <= wall + AHEAD;
            }
            long delay = others - to;
            if (to + behind <= wall + AHEAD) {
                suspect(to, delay, usual);
            } else if (others < wall - usual && delay >= -FURTHEST) {
                behind = Math.abs(delay) <= usual ? 0 : delay;
                suspected = false;
            }
            lastTo = to;
            lastDelay = delay;
            return to + behind <= wall + AHEAD;
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
