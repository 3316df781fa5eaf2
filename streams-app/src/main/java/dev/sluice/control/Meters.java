package dev.sluice.control;

import dev.sluice.cost.Meter;
import dev.sluice.cost.PriceChange;
import dev.sluice.cost.Reading;
import dev.sluice.cost.Standing;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** The state form of a meter, without loss: times as distances, about six bytes for a reading. */
final class Meters {
    private Meters() {}

    static void write(Meter meter, DataOutput out) throws IOException {
        Numbers.writeCount(meter.settledTo(), out);
        write(meter.standing(), meter.settledTo(), out);
        Numbers.writeCount(meter.readings().size(), out);
        long before = meter.settledTo();
        for (Reading reading : meter.readings()) {
            Numbers.writeCount(reading.at() - before, out);
            Numbers.writeCount(reading.generation(), out);
            Numbers.writeCount(1L + reading.ordered().orElse(-1), out);
            Numbers.writeCount(1L + reading.ready().orElse(-1), out);
            before = reading.at();
        }
        Numbers.writeCount(meter.prices().size(), out);
        for (PriceChange change : meter.prices()) {
            Numbers.writeCount(change.at(), out);
            Numbers.write(change.pricePerHour(), out);
        }
    }

    static Meter read(DataInput in) throws IOException {
        long settledTo = Numbers.readCount(in);
        return new Meter(settledTo, standing(settledTo, in), readings(settledTo, in), prices(in));
    }

    private static void write(Standing standing, long settledTo, DataOutput out) throws IOException {
        Numbers.writeCount(standing.ordered(), out);
        Numbers.writeCount(standing.ready(), out);
        Numbers.writeCount(standing.generation(), out);
        // before the first reading the time is the smallest of all; distances wrap around, and back
        Numbers.writeCount(settledTo - standing.readAt(), out);
        Numbers.write(standing.pricePerHour(), out);
        Numbers.writeCount(settledTo - standing.pricedAt(), out);
    }

    private static Standing standing(long settledTo, DataInput in) throws IOException {
        return new Standing(
                (int) Numbers.readCount(in),
                (int) Numbers.readCount(in),
                Numbers.readCount(in),
                settledTo - Numbers.readCount(in),
                Numbers.read(in),
                settledTo - Numbers.readCount(in));
    }

    private static List<Reading> readings(long settledTo, DataInput in) throws IOException {
        List<Reading> readings = new ArrayList<>();
        long at = settledTo;
        for (long left = Numbers.readCount(in); left > 0; left--) {
            at += Numbers.readCount(in);
            readings.add(new Reading(at, Numbers.readCount(in), replicas(in), replicas(in)));
        }
        return readings;
    }

    private static List<PriceChange> prices(DataInput in) throws IOException {
        List<PriceChange> prices = new ArrayList<>();
        for (long left = Numbers.readCount(in); left > 0; left--) {
            prices.add(new PriceChange(Numbers.readCount(in), Numbers.read(in)));
        }
        return prices;
    }

    private static OptionalInt replicas(DataInput in) throws IOException {
        int value = (int) Numbers.readCount(in) - 1;
        return value < 0 ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
