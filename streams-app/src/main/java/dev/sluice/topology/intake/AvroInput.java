package dev.sluice.topology.intake;

import dev.sluice.control.message.report.Reporter;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The parts that Avro's binary form is made of, read one after the other from an array.
 *
 * <p>{@code IndexOutOfBoundsException} where the bytes end before a part does, {@code IllegalArgumentException} for a part
 * that Avro does not have. Not thread-safe.
 */
public final class AvroInput {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN)
            .withInvokeExactBehavior();
    private static final int MOST_ITEMS = 1 << 16;

    private final byte[] bytes;
    private int at;

    /** Begins at {@code from}. */
    AvroInput(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    boolean isEnd() {
        return at == bytes.length;
    }

    /** A whole number, int or long: seven bits a byte, lowest first, zigzag. */
    long number() {
        long b = bytes[at++];
        if (b >= 0) {
            return b >>> 1 ^ -(b & 1);
        }
        long value = b & 0x7F;
        for (int shift = 7; shift < 70; shift += 7) {
            b = bytes[at++];
            value |= (b & 0x7F) << shift;
            if (b >= 0) {
                return value >>> 1 ^ -(value & 1);
            }
        }
        throw new IllegalArgumentException("a number is longer than ten bytes");
    }

    double real() {
        double value = Double.longBitsToDouble((long) LONGS.get(bytes, at));
        at += Long.BYTES;
        return value;
    }

    /** Of a union of null and something: whether the something follows. */
    boolean isPresent() {
        long branch = number();
        if (branch != 0 && branch != 1) {
            throw new IllegalArgumentException("a union of two has no branch " + branch);
        }
        return branch == 1;
    }

    /** Of that many unions of null and something: whether nothing follows in each. If so, they have been read. */
    boolean isAllAbsent(int unions) {
        for (int i = at; i < at + unions; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        at += unions;
        return true;
    }

    /** A text in UTF-8 of so many bytes at most. */
    String text(int most) {
        int end = textEnd(most);
        String text = end == at ? "" : new String(bytes, at, end - at, StandardCharsets.UTF_8);
        at = end;
        return text;
    }

    /** The number of the instance that a text of so many bytes at most names. */
    int reporter(int most) {
        int end = textEnd(most);
        int from = at;
        for (int i = from; i < end; i++) {
            if (bytes[i] < 0) {
                at = end;
                return Reporter.named(new String(bytes, from, end - from, StandardCharsets.UTF_8));
            }
        }
        at = end;
        return Reporter.of(bytes, from, end);
    }

    /** Whether the text that follows is, in UTF-8, these bytes; goes past it. */
    boolean isText(byte[] expected) {
        int end = textEnd(expected.length);
        boolean is = Arrays.equals(bytes, at, end, expected, 0, expected.length);
        at = end;
        return is;
    }

    private int textEnd(int most) {
        long length = number();
        if (length > most) {
            throw new IllegalArgumentException("a text of " + length + " bytes");
        }
        if (length < 0 || length > bytes.length - at) {
            throw new IndexOutOfBoundsException("a text of " + length + " bytes");
        }
        return at + (int) length;
    }

    /** Items in the block of an array that follows; zero at its end. */
    int block() {
        long items = number();
        if (items < 0) {
            number(); // the size in bytes, for those that skip
            items = -items;
        }
        if (items > MOST_ITEMS) {
            throw new IllegalArgumentException("a block of " + items + " items");
        }
        return (int) items;
    }
}
