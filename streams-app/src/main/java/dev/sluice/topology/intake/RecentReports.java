package dev.sluice.topology.intake;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * The reports that a task used last, to recognize those that are delivered twice: a producer that repeats a batch because
 * the answer to it was lost sends the same bytes again. A report names its service, its instance and its interval, so no
 * other report has its bytes.
 *
 * <p>Reports are known by a fingerprint of 64 bits. Each has a place among eight, where the oldest makes room for a new
 * one, so memory is bounded: 30,000 reports are remembered almost always, 130,000 at the most. Nothing is stored. After a
 * restart, a repetition of a report from before it counts again.
 */
public final class RecentReports {
    private static final int BUCKETS = 1 << 14;

    /** As many as fit in a line of the processor's cache. */
    private static final int PLACES = 8;

    private static final long EMPTY = 0;

    private static final VarHandle EIGHT_BYTES =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    /** Odd numbers whose bits look random; source: the finalizer of MurmurHash3 (A. Appleby). */
    private static final long MIX = 0xFF51AFD7ED558CCDL;

    private static final long LAST_MIX = 0xC4CEB9FE1A85EC53L;

    private final long[] fingerprints = new long[BUCKETS * PLACES];

    /** What {@link #fetch} has read; it is kept so that the compiler does not leave out reads that nobody uses. */
    @SuppressWarnings("UnusedVariable")
    private long fetched;

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

    /**
     * Brings the places of records that come next into the processor's cache. Reads that do not wait for each other take
     * little more time than one, so this halves what looking up costs.
     */
    public void fetch(List<ConsumerRecord<byte[], byte[]>> next) {
        for (ConsumerRecord<byte[], byte[]> record : next) {
            byte[] value = record.value();
            fetched ^= value == null ? 0 : fingerprints[first(fingerprint(value))];
        }
    }

    /** Returns true if a report with this fingerprint is among those that were used last. */
    public boolean has(long fingerprint) {
        int first = first(fingerprint);
        for (int place = first; place < first + PLACES; place++) {
            if (fingerprints[place] == fingerprint) {
                return true;
            }
        }
        return false;
    }

    /** Notes that a report was used. */
    public void add(long fingerprint) {
        int first = first(fingerprint);
        System.arraycopy(fingerprints, first, fingerprints, first + 1, PLACES - 1);
        fingerprints[first] = fingerprint;
    }

    private static int first(long fingerprint) {
        return (int) (fingerprint & (BUCKETS - 1)) * PLACES;
    }
}
