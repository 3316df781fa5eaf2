package dev.sluice.sizing.contest;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/**
 * The highest (or lowest) value of the last windows, for many lanes that are fed together, in a bounded number of
 * blocks.
 *
 * <p>As many windows as there are slots are remembered one by one. More windows are remembered in blocks of equal
 * length. A long span then reaches back by up to one block more than requested, never less. Values are kept at {@link
 * Level16} precision.
 */
public final class SlidingExtremes {
    private final int lanes;
    private final int slots;
    private final boolean largest;
    // slot by slot, with all lanes of a slot together
    private final float[] blocks;
    private int head;
    private int filled;
    private int windowsInHead;

    public SlidingExtremes(int lanes, int slots, boolean largest) {
        this.lanes = lanes;
        this.slots = slots;
        this.largest = largest;
        blocks = new float[lanes * slots];
    }

    /** Adds the values of one window, {@code values[0 .. lanes)}. The memory spans {@code windows} windows. */
    public void push(float[] values, int windows) {
        if (filled == 0 || windowsInHead >= windowsPerBlock(windows)) {
            head = head + 1 == slots ? 0 : head + 1;
            filled = Math.min(slots, filled + 1);
            windowsInHead = 0;
            Arrays.fill(blocks, head * lanes, (head + 1) * lanes, largest ? 0f : Float.MAX_VALUE);
        }
        windowsInHead++;
        merge(values, 0, blocks, head * lanes);
    }

    /** Reads the extremes of the last {@code windows} windows. {@code span} is the span that was used to push. */
    public void read(int windows, int span, float[] into) {
        Arrays.fill(into, 0, lanes, largest ? 0f : Float.MAX_VALUE);
        // the newest block may hold a single window, the others are full
        int count = Math.min(filled, (windows - 2 + windowsPerBlock(span)) / windowsPerBlock(span) + 1);
        for (int i = 0, slot = head; i < count; i++, slot = slot == 0 ? slots - 1 : slot - 1) {
            merge(blocks, slot * lanes, into, 0);
        }
    }

    /** Multiplies all remembered values. */
    void multiply(float times) {
        for (int i = 0; i < blocks.length; i++) {
            blocks[i] = Level16.round(blocks[i] * times);
        }
    }

    /** Forgets all windows. */
    public void clear() {
        filled = 0;
        windowsInHead = 0;
    }

    private int windowsPerBlock(int windows) {
        return windows <= slots ? 1 : (windows - 2) / (slots - 1) + 1;
    }

    private void merge(float[] from, int fromAt, float[] into, int intoAt) {
        if (largest) {
            for (int i = 0; i < lanes; i++) {
                into[intoAt + i] = from[fromAt + i] > into[intoAt + i] ? from[fromAt + i] : into[intoAt + i];
            }
        } else {
            for (int i = 0; i < lanes; i++) {
                into[intoAt + i] = from[fromAt + i] < into[intoAt + i] ? from[fromAt + i] : into[intoAt + i];
            }
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(head);
        out.writeByte(filled);
        out.writeInt(windowsInHead);
        for (int i = 0, slot = head; i < filled; i++, slot = slot == 0 ? slots - 1 : slot - 1) {
            for (int lane = 0; lane < lanes; lane++) {
                out.writeShort(Level16.encode(blocks[slot * lanes + lane]));
            }
        }
    }

    public void read(DataInput in) throws IOException {
        read(in, lanes, lane -> lane);
    }

    /** Reads what was written of the first {@code stored} lanes; each later one was as the lane {@code like} it. */
    public void read(DataInput in, int stored, IntUnaryOperator like) throws IOException {
        head = in.readUnsignedByte();
        filled = in.readUnsignedByte();
        windowsInHead = in.readInt();
        if (head >= slots || filled > slots) {
            throw new IOException("damaged snapshot: slot " + head + " of " + slots + ", " + filled + " filled");
        }
        for (int i = 0, slot = head; i < filled; i++, slot = slot == 0 ? slots - 1 : slot - 1) {
            for (int lane = 0; lane < stored; lane++) {
                blocks[slot * lanes + lane] = Level16.decode(in.readUnsignedShort());
            }
            for (int lane = stored; lane < lanes; lane++) {
                blocks[slot * lanes + lane] = blocks[slot * lanes + like.applyAsInt(lane)];
            }
        }
    }
}
