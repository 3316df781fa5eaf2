package dev.sluice.control.billing;

import dev.sluice.cost.Meter;
import dev.sluice.cost.MeterReading;
import dev.sluice.cost.MeterState;
import dev.sluice.cost.PriceChange;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The lossless stored form of a meter: times as differences, about six bytes per reading. */
final class MeterCodec {
    private MeterCodec() {}

    static void write(Meter meter, DataOutput out) throws IOException {
        VarInts.writeCount(meter.settledTo(), out);
        write(meter.standing(), meter.settledTo(), out);
        VarInts.writeCount(meter.readings().size(), out);
        long before = meter.settledTo();
        for (MeterReading reading : meter.readings()) {
            VarInts.writeCount(reading.at() - before, out);
            VarInts.writeCount(reading.generation(), out);
            VarInts.writeCount(1L + reading.ordered().orElse(-1), out);
            VarInts.writeCount(1L + reading.ready().orElse(-1), out);
            before = reading.at();
        }
        VarInts.writeCount(meter.prices().size(), out);
        for (PriceChange change : meter.prices()) {
            VarInts.writeCount(change.at(), out);
            VarInts.write(change.pricePerHour(), out);
        }
    }

    static Meter read(DataInput in) throws IOException {
        long settledTo = VarInts.readCount(in);
        return new Meter(settledTo, standing(settledTo, in), readings(settledTo, in), prices(in));
    }

    private static void write(MeterState standing, long settledTo, DataOutput out) throws IOException {
        VarInts.writeCount(standing.ordered(), out);
        VarInts.writeCount(standing.ready(), out);
        VarInts.writeCount(standing.generation(), out);
        // before the first reading the time is the smallest possible; differences wrap around and back
        VarInts.writeCount(settledTo - standing.readAt(), out);
        VarInts.write(standing.pricePerHour(), out);
        VarInts.writeCount(settledTo - standing.pricedAt(), out);
    }

    private static MeterState standing(long settledTo, DataInput in) throws IOException {
        return new MeterState(
                (int) VarInts.readCount(in),
                (int) VarInts.readCount(in),
                VarInts.readCount(in),
                settledTo - VarInts.readCount(in),
                VarInts.read(in),
                settledTo - VarInts.readCount(in));
    }

    private static List<MeterReading> readings(long settledTo, DataInput in) throws IOException {
        List<MeterReading> readings = new ArrayList<>();
        long at = settledTo;
        for (long left = VarInts.readCount(in); left > 0; left--) {
            at += VarInts.readCount(in);
            readings.add(new MeterReading(at, VarInts.readCount(in), replicas(in), replicas(in)));
        }
        return readings;
    }

    private static List<PriceChange> prices(DataInput in) throws IOException {
        List<PriceChange> prices = new ArrayList<>();
        for (long left = VarInts.readCount(in); left > 0; left--) {
            prices.add(new PriceChange(VarInts.readCount(in), VarInts.read(in)));
        }
        return prices;
    }

    private static OptionalInt replicas(DataInput in) throws IOException {
        int value = (int) VarInts.readCount(in) - 1;
        return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
