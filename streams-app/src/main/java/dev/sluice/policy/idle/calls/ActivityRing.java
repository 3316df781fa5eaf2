package dev.sluice.policy.idle.calls;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Which of the last 12 hours' minutes were active: one bit per minute, counted back from the last active one (bit 0).
 */
final class ActivityRing {
    /** Minutes. */
    static final int LENGTH = 720;

    private static final int WORDS = 12;

    private final long[] words = new long[WORDS];

    /** The minutes move {@code by} further into the past and the newest becomes active. */
    void advance(long by) {
        int shift = (int) Math.min(by, LENGTH);
        int whole = shift / 64;
        int bits = shift % 64;
        for (int i = WORDS - 1; i >= 0; i--) {
            long upper = i >= whole ? words[i - whole] << bits : 0;
            long lower = bits > 0 && i > whole ? words[i - whole - 1] >>> (64 - bits) : 0;
            words[i] = upper | lower;
        }
        words[WORDS - 1] &= (1L << (LENGTH - 64 * (WORDS - 1))) - 1;
        words[0] |= 1;
    }

    /** The nearest active minute that is {@code back} or more minutes before the last active one, or {@link #LENGTH}. */
    int next(int back) {
        if (back >= LENGTH) {
            return LENGTH;
        }
        int word = back / 64;
        long bits = words[word] & (-1L << (back % 64));
        while (bits == 0 && ++word < WORDS) {
            bits = words[word];
        }
        return bits == 0 ? LENGTH : 64 * word + Long.numberOfTrailingZeros(bits);
    }

    void write(DataOutput out) throws IOException {
        for (long word : words) {
            out.writeLong(word);
        }
    }

    void read(DataInput in) throws IOException {
        for (int i = 0; i < WORDS; i++) {
            words[i] = in.readLong();
        }
    }
}
