package dev.sluice.control.planning.demand;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * The windows since the last snapshot, in five bytes per window if it is like the one before.
 *
 * <p>Demand is stored in single precision, and the live state is fed with the same rounded number.
 */
public final class Journal {
    private static final int NEXT_WINDOW = 1;
    private static final int SAME_TERMS = 2;

    private final long windowMs;
    private final List<Entry> entries = new ArrayList<>();

    Journal(long windowMs) {
        this.windowMs = windowMs;
    }

    /**
     * One closed window.
     *
     * @param end its end, ms since the epoch
     * @param demand units per second
     * @param perReplica capacity of one replica, units per second
     * @param leadMs time from an order to a ready replica, ms
     */
    record Entry(long end, float demand, float perReplica, int leadMs) {}

    long windowMs() {
        return windowMs;
    }

    int size() {
        return entries.size();
    }

    /** Returns the first window. */
    Entry first() throws IOException {
        if (entries.isEmpty()) {
            throw new IOException("neither a snapshot nor a window of what demand has taught");
        }
        return entries.get(0);
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    void add(Entry entry) {
        entries.add(entry);
    }

    void clear() {
        entries.clear();
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(windowMs);
        out.writeByte(entries.size());
        Entry before = new Entry(Long.MIN_VALUE, 0, 0, 0);
        for (Entry e : entries) {
            boolean next = e.end == before.end + windowMs;
            boolean same = e.perReplica == before.perReplica && e.leadMs == before.leadMs;
            out.writeByte((next ? NEXT_WINDOW : 0) | (same ? SAME_TERMS : 0));
            out.writeFloat(e.demand);
            if (!next) {
                out.writeLong(e.end);
            }
            if (!same) {
                out.writeFloat(e.perReplica);
                out.writeInt(e.leadMs);
            }
            before = e;
        }
    }

    static Journal read(DataInput in) throws IOException {
        Journal journal = new Journal(in.readLong());
        Entry before = new Entry(Long.MIN_VALUE, 0, 0, 0);
        for (int i = in.readUnsignedByte(); i > 0; i--) {
            int flags = in.readByte();
            float demand = in.readFloat();
            long end = (flags & NEXT_WINDOW) != 0 ? before.end + journal.windowMs : in.readLong();
            boolean same = (flags & SAME_TERMS) != 0;
            float perReplica = same ? before.perReplica : in.readFloat();
            int leadMs = same ? before.leadMs : in.readInt();
            before = new Entry(end, demand, perReplica, leadMs);
            journal.add(before);
        }
        return journal;
    }
}
