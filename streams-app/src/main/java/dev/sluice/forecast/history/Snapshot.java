package dev.sluice.forecast.history;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * One pass over a model's state. It either writes the state or reads it back.
 *
 * <p>Each method takes the live value and returns what the snapshot holds. A model that was written thus continues
 * with exactly the rounded values that a reader will see: {@code x = pass.single(x)} does both.
 */
public abstract class Snapshot {
    private static final int UNKNOWN = 0xffff;
    private static final int TOP = 0xfffe;

    /** Keeps a 64-bit whole number. */
    public abstract long whole(long value) throws IOException;

    /** Keeps a 32-bit whole number. */
    public abstract int count(int value) throws IOException;

    /** Keeps a number from 0 to 65,535. */
    abstract int code(int value) throws IOException;

    /** Keeps a number at single precision. */
    public abstract double single(double value) throws IOException;

    /** Keeps the first {@code length} numbers at single precision. */
    public final void singles(double[] values, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            values[i] = single(values[i]);
        }
    }

    /** Keeps numbers that already have 16 bits (see {@link Short16#round}). */
    public final void halves(float[] values, int length) throws IOException {
        for (int i = 0; i < length; i++) {
            values[i] = Short16.decode(code(Short16.encode(values[i])));
        }
    }

    /**
     * Keeps numbers of at least 0, or NaN for unknown, in 16 bits each. The stored value is the root's share of the
     * largest root, which is exact to 1/32,000 of the largest value and finer below.
     */
    final void roots(float[] values, int length) throws IOException {
        double most = 0;
        for (int i = 0; i < length; i++) {
            most = Math.max(most, Float.isNaN(values[i]) ? 0 : values[i]);
        }
        most = single(most);
        double unit = most > 0 ? Math.sqrt(most) / TOP : 1;
        for (int i = 0; i < length; i++) {
            int code = code(Float.isNaN(values[i]) ? UNKNOWN : (int) Math.round(Math.sqrt(values[i]) / unit));
            values[i] = code == UNKNOWN ? Float.NaN : (float) (code * unit * (code * unit));
        }
    }

    /** Keeps a boolean. */
    final boolean flag(boolean value) throws IOException {
        return count(value ? 1 : 0) != 0;
    }

    /** A pass that writes. */
    public static Snapshot to(DataOutput out) {
        return new Snapshot() {
            @Override
            public long whole(long value) throws IOException {
                out.writeLong(value);
                return value;
            }

            @Override
            public int count(int value) throws IOException {
                out.writeInt(value);
                return value;
            }

            @Override
            int code(int value) throws IOException {
                out.writeShort(value);
                return value;
            }

            @Override
            public double single(double value) throws IOException {
                float kept = (float) value;
                out.writeFloat(kept);
                return kept;
            }
        };
    }

    /** A pass that reads. */
    public static Snapshot from(DataInput in) {
        return new Snapshot() {
            @Override
            public long whole(long value) throws IOException {
                return in.readLong();
            }

            @Override
            public int count(int value) throws IOException {
                return in.readInt();
            }

            @Override
            int code(int value) throws IOException {
                return in.readUnsignedShort();
            }

            @Override
            public double single(double value) throws IOException {
                return in.readFloat();
            }
        };
    }
}
