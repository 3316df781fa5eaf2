package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The levels that the lanes of a contest hold: up at once, down where a level has fallen by more than {@value #WIDTH} of
 * what is held.
 *
 * <p>Noise moves a forecast up and down by some percent in every window. Without a band each of these moves across a
 * whole number of replicas is a start and a stop.
 *
 * <p>Example: levels of 9.8, 10.3, 9.6, 9.1, 8.5 hold 9.8, 10.3, 10.3, 10.3, 8.5.
 */
final class DeadBand {
    /** Share of a held level by which a level may be lower without being followed. */
    static final float WIDTH = .15f;

    /** What each lane holds, in replicas. */
    final float[] held;

    DeadBand(int lanes) {
        held = new float[lanes];
    }

    /** What a lane holds once its level is {@code level}. */
    float next(int lane, float level) {
        float now = held[lane];
        return level > now || level < now * (1 - WIDTH) ? level : now;
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
