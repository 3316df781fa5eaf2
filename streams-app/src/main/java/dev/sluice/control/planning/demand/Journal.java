package dev.sluice.control.planning.demand;

import dev.sluice.state.MemoryOutput;
import java.io.ByteArrayInputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
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

    private static final Entry NONE = new Entry(Long.MIN_VALUE, 0, 0, 0);

    private final long windowMs;
    // kept as they are stored: all are stored again with each one that is added
    private final MemoryOutput written = new MemoryOutput(64);
    private Entry last = NONE;
    private int size;

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
        return size;
    }

    /** Returns the first window. */
    Entry first() throws IOException {
        if (size == 0) {
            throw new IOException("neither a snapshot nor a window of what demand has taught");
        }
        return entries().get(0);
    }

    List<Entry> entries() {
        try {
            return entries(size, windowMs, new DataInputStream(new ByteArrayInputStream(written.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void add(Entry entry) {
        try {
            write(entry, new DataOutputStream(written));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        last = entry;
        size++;
    }

    private void write(Entry e, DataOutput out) throws IOException {
        boolean next = e.end == last.end + windowMs;
        boolean same = e.perReplica == last.perReplica && e.leadMs == last.leadMs;
        out.writeByte((next ? NEXT_WINDOW : 0) | (same ? SAME_TERMS : 0));
        out.writeFloat(e.demand);
        if (!next) {
            out.writeLong(e.end);
        }
        if (!same) {
            out.writeFloat(e.perReplica);
            out.writeInt(e.leadMs);
        }
    }

    void clear() {
        written.reset();
        last = NONE;
        size = 0;
    }

    void write(DataOutput out) throws IOException {
        out.writeLong(windowMs);
        out.writeByte(size);
        out.write(written.toByteArray());
    }

    static Journal read(DataInput in) throws IOException {
        Journal journal = new Journal(in.readLong());
        entries(in.readUnsignedByte(), journal.windowMs, in).forEach(journal::add);
        return journal;
    }

    private static List<Entry> entries(int count, long windowMs, DataInput in) throws IOException {
        List<Entry> entries = new ArrayList<>(count);
        Entry before = NONE;
        for (int i = 0; i < count; i++) {
            int flags = in.readByte();
            float demand = in.readFloat();
            long end = (flags & NEXT_WINDOW) != 0 ? before.end + windowMs : in.readLong();
            boolean same = (flags & SAME_TERMS) != 0;
            float perReplica = same ? before.perReplica : in.readFloat();
            int leadMs = same ? before.leadMs : in.readInt();
            before = new Entry(end, demand, perReplica, leadMs);
            entries.add(before);
        }
        return entries;
    }
}
