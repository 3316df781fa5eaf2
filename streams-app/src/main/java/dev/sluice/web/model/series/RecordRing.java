package dev.sluice.web.model.series;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/** The last records of a kind as they came, in a bounded number of bytes; the newest stays whatever its length. */
public final class RecordRing {
    private static final int OVERHEAD = 48;

    private final Deque<Kept> records = new ArrayDeque<>(2);
    private int bytes;

    /**
     * A record.
     *
     * @param at its time, epoch ms
     * @param value its bytes
     */
    public record Kept(long at, byte[] value) {}

    public void add(long at, byte[] value, int maxBytes) {
        records.addLast(new Kept(at, value));
        bytes += value.length + OVERHEAD;
        trim(maxBytes, Long.MIN_VALUE);
    }

    /** Keeps no more than this, and nothing before a time. */
    public void trim(int maxBytes, long since) {
        while (records.size() > 1 && (bytes > maxBytes || records.getFirst().at() < since)) {
            bytes -= records.removeFirst().value().length + OVERHEAD;
        }
    }

    /** All of them, oldest first. */
    public List<Kept> all() {
        return new ArrayList<>(records);
    }

    public int bytes() {
        return bytes;
    }
}
