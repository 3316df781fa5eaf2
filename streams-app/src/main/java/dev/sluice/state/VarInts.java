package dev.sluice.state;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The state form of numbers, short for those that occur often, and their form in sentences. */
public final class VarInts {
    private static final double MOST_SHORT = 1L << 48;
    // whole numbers are even
    private static final int BROKEN = 1;
    private static final int NONE = 3;
    private static final int SINGLE = 5;

    private VarInts() {}

    /** Writes a count in seven bits a byte; a negative one takes ten bytes. */
    public static void writeCount(long count, DataOutput out) throws IOException {
        long rest = count;
        while ((rest & ~0x7FL) != 0) {
            out.writeByte((int) (rest & 0x7F) | 0x80);
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    public static long readCount(DataInput in) throws IOException {
        long count = 0;
        int shift = 0;
        byte b = in.readByte();
        while (b < 0) {
            count |= (long) (b & 0x7F) << shift;
            shift += 7;
            b = in.readByte();
        }
        return count | (long) b << shift;
    }

    /** Writes a whole number, short where it is near zero. */
    public static void writeSigned(long number, DataOutput out) throws IOException {
        writeCount(number << 1 ^ number >> 63, out);
    }

    public static long readSigned(DataInput in) throws IOException {
        long written = readCount(in);
        return written >>> 1 ^ -(written & 1);
    }

    /**
     * Writes a number exactly: whole ones as a count, those of single precision in five bytes, others in nine, and what is
     * not known (NaN) in one.
     */
    public static void write(double value, DataOutput out) throws IOException {
        long whole = (long) value;
        if (whole == value && whole >= 0 && whole < MOST_SHORT) {
            writeCount(whole << 1, out);
        } else if (Double.isNaN(value)) {
            out.writeByte(NONE);
        } else if ((float) value == value) {
            out.writeByte(SINGLE);
            out.writeFloat((float) value);
        } else {
            out.writeByte(BROKEN);
            out.writeDouble(value);
        }
    }

    public static double read(DataInput in) throws IOException {
        long count = readCount(in);
        if ((count & 1) == 0) {
            return count >>> 1;
        }
        return count == BROKEN ? in.readDouble() : count == SINGLE ? in.readFloat() : Double.NaN;
    }

    public static void write(double[] values, DataOutput out) throws IOException {
        for (double value : values) {
            write(value, out);
        }
    }

    public static double[] readAll(int count, DataInput in) throws IOException {
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = read(in);
        }
        return values;
    }
}
