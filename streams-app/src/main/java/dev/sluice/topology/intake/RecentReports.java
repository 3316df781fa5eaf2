package dev.sluice.topology.intake;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The reports that a task used last, to recognize those that are delivered twice: a producer that repeats a batch because
 * the answer to it was lost sends the same bytes again. A report names its service, its instance and its interval, so no
 * other report has its bytes.
 *
 * <p>Reports are known by a fingerprint of 64 bits. Each has a place among eight, where the oldest makes room for a new
 * one, so memory is bounded: 30,000 reports are remembered almost always, 130,000 at the most. Nothing is stored. After a
 * restart, a repetition of a report from before it counts again.
 *
 * <p>The fingerprints of a task are larger than the processor's cache, and looking one up takes as long as a tenth of all that a
 * report leads to. So a byte of each stands in an array of its own, which tells of nearly all new reports that they are new.
 */
public final class RecentReports {
    private static final int BUCKETS = 1 << 14;

    /** As many as a long has bytes. */
    private static final int PLACES = Long.BYTES;

    /** One in each byte. */
    private static final long ONES = 0x0101010101010101L;

    private static final long HIGHEST_BITS = ONES << 7;

    private static final long EMPTY = 0;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Odd numbers whose bits look random; source: the finalizer of MurmurHash3 (A. Appleby). */
    private static final long MIX = 0xFF51AFD7ED558CCDL;

    private static final long LAST_MIX = 0xC4CEB9FE1A85EC53L;

    private final long[] fingerprints = new long[BUCKETS * PLACES];

    /** The highest byte of each fingerprint; those of a bucket are in one long. */
    private final long[] marks = new long[BUCKETS];

    /** The place in each bucket where the next fingerprint goes. */
    private final byte[] next = new byte[BUCKETS];

    /**
     * Returns the fingerprint of a report's value; never 0. Every report needs one, so it takes eight bytes at a time: that of
     * Avro takes one, and ten times as long.
     */
    public static long fingerprint(byte[] value) {
        long hash = value.length;
        int at = 0;
        for (; at + Long.BYTES <= value.length; at += Long.BYTES) {
            hash = mixed(hash ^ (long) EIGHT_BYTES.get(value, at));
        }
        long rest = 0;
        for (; at < value.length; at++) {
            rest = (rest << Byte.SIZE) | (value[at] & 0xFF);
        }
        hash = mixed(hash ^ rest) * LAST_MIX;
        hash ^= hash >>> 33;
        return hash == EMPTY ? 1 : hash;
    }

    private static long mixed(long bits) {
        long product = bits * MIX;
        return product ^ (product >>> 33);
    }

    /** Returns true if a report with this fingerprint is among those that were used last. */
    public boolean has(long fingerprint) {
        int bucket = bucket(fingerprint);
        return hasByte(marks[bucket], mark(fingerprint)) && isIn(bucket, fingerprint);
    }

    private boolean isIn(int bucket, long fingerprint) {
        int first = bucket * PLACES;
        for (int place = first; place < first + PLACES; place++) {
            if (fingerprints[place] == fingerprint) {
                return true;
            }
        }
        return false;
    }

    /** Notes that a report was used. */
    public void add(long fingerprint) {
        int bucket = bucket(fingerprint);
        int place = next[bucket];
        int shift = place * Byte.SIZE;
        next[bucket] = (byte) ((place + 1) % PLACES);
        marks[bucket] = (marks[bucket] & ~(0xFFL << shift)) | mark(fingerprint) << shift;
        fingerprints[bucket * PLACES + place] = fingerprint;
    }

    private static long mark(long fingerprint) {
        return fingerprint >>> (Long.SIZE - Byte.SIZE);
    }

    /** Returns true if one of the eight bytes is {@code wanted}; source: H. S. Warren, "Hacker's Delight", 6-1. */
    private static boolean hasByte(long bytes, long wanted) {
        long different = bytes ^ wanted * ONES;
        return ((different - ONES) & ~different & HIGHEST_BITS) != 0;
    }

    private static int bucket(long fingerprint) {
        return (int) (fingerprint & (BUCKETS - 1));
    }
}
