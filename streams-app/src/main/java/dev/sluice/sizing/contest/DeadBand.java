package dev.sluice.sizing.contest;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The levels that the lanes of a contest hold. A held level rises at once. It falls only if the new level is more
 * than {@value #WIDTH} below the held one.
 *
 * <p>Noise moves a forecast up and down by a few percent in every window. Without a dead band, each move across a
 * whole number of replicas would be a start and a stop.
 *
 * <p>Example: the levels 9.8, 10.3, 9.6, 9.1, 8.5 are held as 9.8, 10.3, 10.3, 10.3, 8.5.
 */
final class DeadBand {
    /** A level this share below the held level, or less, is not followed. */
    static final float WIDTH = .15f;

    /** The level that each lane holds, in replicas. */
    final float[] held;

    DeadBand(int lanes) {
        held = new float[lanes];
    }

    /** Returns what a lane holds after its level has become {@code level}. */
    float next(int lane, float level) {
        float now = held[lane];
        return level > now || level < now * (1 - WIDTH) ? level : now;
    }

    void multiply(float times) {
        for (int lane = 0; lane < held.length; lane++) {
            held[lane] = Level16.round(held[lane] * times);
        }
    }

    void clear() {
        Arrays.fill(held, 0);
    }

    void write(DataOutput out) throws IOException {
        for (float level : held) {
            out.writeShort(Level16.encode(level));
        }
    }

    void read(DataInput in) throws IOException {
        for (int lane = 0; lane < held.length; lane++) {
            held[lane] = Level16.decode(in.readUnsignedShort());
        }
    }
}
