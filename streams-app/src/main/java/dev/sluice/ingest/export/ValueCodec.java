package dev.sluice.ingest.export;

import dev.sluice.ingest.export.Value.Absent;
import dev.sluice.ingest.export.Value.Amount;
import dev.sluice.ingest.export.Value.Explicit;
import dev.sluice.ingest.export.Value.Exponential;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The stored form of values. */
public final class ValueCodec {
    private static final int ABSENT = 0;
    private static final int AMOUNT = 1;
    private static final int EXPLICIT = 2;
    private static final int EXPONENTIAL = 3;

    private ValueCodec() {}

    public static void write(Value value, DataOutput out) throws IOException {
        if (value instanceof Amount amount) {
            out.writeByte(AMOUNT);
            VarInts.write(amount.amount(), out);
        } else if (value instanceof Explicit histogram) {
            out.writeByte(EXPLICIT);
            VarInts.writeCount(histogram.bounds().length, out);
            VarInts.write(histogram.bounds(), out);
            write(histogram.counts(), out);
            VarInts.write(histogram.sum(), out);
        } else if (value instanceof Exponential histogram) {
            out.writeByte(EXPONENTIAL);
            VarInts.writeSigned(histogram.scale(), out);
            VarInts.writeCount(histogram.zeros(), out);
            VarInts.writeSigned(histogram.offset(), out);
            VarInts.writeCount(histogram.counts().length, out);
            write(histogram.counts(), out);
            VarInts.write(histogram.sum(), out);
            VarInts.write(histogram.factor(), out);
        } else {
            out.writeByte(ABSENT);
        }
    }

    public static Value read(DataInput in) throws IOException {
        int kind = in.readByte();
        return switch (kind) {
            case ABSENT -> new Absent();
            case AMOUNT -> new Amount(VarInts.read(in));
            case EXPLICIT -> {
                int bounds = (int) VarInts.readCount(in);
                yield new Explicit(VarInts.readAll(bounds, in), counts(bounds + 1, in), VarInts.read(in));
            }
            case EXPONENTIAL ->
                new Exponential(
                        (int) VarInts.readSigned(in),
                        VarInts.readCount(in),
                        (int) VarInts.readSigned(in),
                        counts((int) VarInts.readCount(in), in),
                        VarInts.read(in),
                        VarInts.read(in));
            default -> throw new IOException("no value is of kind " + kind);
        };
    }

    private static void write(long[] counts, DataOutput out) throws IOException {
        for (long count : counts) {
            VarInts.writeCount(count, out);
        }
    }

    private static long[] counts(int number, DataInput in) throws IOException {
        long[] counts = new long[number];
        for (int i = 0; i < number; i++) {
            counts[i] = VarInts.readCount(in);
        }
        return counts;
    }
}
