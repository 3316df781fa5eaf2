package dev.sluice.cost;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A meter as bytes and back, without loss; the first byte is the version of the layout. */
public final class MeterCodec {
    private static final int VERSION = 1;

    private MeterCodec() {}

    public static byte[] encode(Meter meter) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(meter.account().service());
            out.writeUTF(meter.account().pool());
            out.writeUTF(meter.account().tenant());
            out.writeLong(meter.settledTo());
            write(out, meter.standing());
            out.writeInt(meter.readings().size());
            for (Reading reading : meter.readings()) {
                out.writeLong(reading.at());
                out.writeLong(reading.generation());
                out.writeInt(reading.ordered().orElse(-1));
                out.writeInt(reading.ready().orElse(-1));
            }
            out.writeInt(meter.prices().size());
            for (PriceChange change : meter.prices()) {
                out.writeLong(change.at());
                out.writeDouble(change.pricePerHour());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    public static Meter decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int version = in.readByte();
            if (version != VERSION) {
                throw new IllegalArgumentException("unknown layout of a meter: " + version);
            }
            Account account = new Account(in.readUTF(), in.readUTF(), in.readUTF());
            return new Meter(account, in.readLong(), standing(in), readings(in), prices(in));
        } catch (IOException e) {
            throw new UncheckedIOException("a meter's bytes end early", e);
        }
    }

    private static void write(DataOutputStream out, Standing standing) throws IOException {
        out.writeInt(standing.ordered());
        out.writeInt(standing.ready());
        out.writeLong(standing.generation());
        out.writeLong(standing.readAt());
        out.writeDouble(standing.pricePerHour());
        out.writeLong(standing.pricedAt());
    }

    private static Standing standing(DataInputStream in) throws IOException {
        return new Standing(in.readInt(), in.readInt(), in.readLong(), in.readLong(), in.readDouble(), in.readLong());
    }

    private static List<Reading> readings(DataInputStream in) throws IOException {
        List<Reading> readings = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            readings.add(new Reading(in.readLong(), in.readLong(), count(in.readInt()), count(in.readInt())));
        }
        return readings;
    }

    private static List<PriceChange> prices(DataInputStream in) throws IOException {
        List<PriceChange> prices = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            prices.add(new PriceChange(in.readLong(), in.readDouble()));
        }
        return prices;
    }

    private static OptionalInt count(int value) {
        return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
