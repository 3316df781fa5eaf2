package dev.sluice.ingest.series;

import dev.sluice.state.StateEnvelope;
import dev.sluice.state.VarInts;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** The newest intervals of which one instance has sent an event itself: one that is sent again is known. */
public final class KnownEvents {
    /** Events that are kept: five minutes of a report every five seconds. */
    static final int MOST = 64;

    private static final int VERSION = 1;

    private final Deque<Interval> intervals = new ArrayDeque<>();
    private long heard;

    private record Interval(long from, long to) {}

    /** Notes an event; returns false if it was noted before. */
    public boolean add(long from, long to, long wall) {
        Interval interval = new Interval(from, to);
        heard = wall;
        if (intervals.contains(interval)) {
            return false;
        }
        intervals.addLast(interval);
        if (intervals.size() > MOST) {
            intervals.removeFirst();
        }
        return true;
    }

    /** When the last event came by the wall clock, ms. */
    public long heard() {
        return heard;
    }

    public byte[] write() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            VarInts.writeSigned(heard, out);
            VarInts.writeCount(intervals.size(), out);
            for (Interval interval : intervals) {
                VarInts.writeSigned(heard - interval.to, out);
                VarInts.writeSigned(interval.to - interval.from, out);
            }
        } catch (IOException e) {
            throw new IllegalStateException("memory cannot be written", e);
        }
        return StateEnvelope.seal(VERSION, bytes.toByteArray());
    }

    /** IOException where the bytes are not what {@link #write} gave, or were written by a later version. */
    public static KnownEvents read(byte[] sealed) throws IOException {
        StateEnvelope.Contents contents = StateEnvelope.open(sealed);
        if (contents.version() != VERSION) {
            throw new IOException("events of version " + contents.version() + ", and this one knows " + VERSION);
        }
        DataInputStream in = contents.open();
        KnownEvents known = new KnownEvents();
        known.heard = VarInts.readSigned(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            long to = known.heard - VarInts.readSigned(in);
            known.intervals.addLast(new Interval(to - VarInts.readSigned(in), to));
        }
        return known;
    }
}
