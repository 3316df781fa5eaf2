package dev.sluice.executor.commands;

import java.util.OptionalLong;
import java.util.TreeSet;

/** The answered offsets of a partition. Only a contiguous run of answered offsets is committed. */
final class OffsetLedger {
    private final TreeSet<Long> open = new TreeSet<>();
    private long next = -1;
    private long committed = -1;

    /** A record was taken in. */
    void taken(long offset) {
        open.add(offset);
        next = Math.max(next, offset + 1);
    }

    /** A record was answered. */
    void answered(long offset) {
        open.remove(offset);
    }

    /** The offset to commit: that of the first record that was not answered. Empty if it is already committed. */
    OptionalLong toCommit() {
        long position = open.isEmpty() ? next : open.first();
        return position > committed ? OptionalLong.of(position) : OptionalLong.empty();
    }

    /** An offset was committed. */
    void committed(long offset) {
        committed = offset;
    }
}
