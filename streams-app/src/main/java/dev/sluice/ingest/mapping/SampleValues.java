package dev.sluice.ingest.mapping;

import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.export.Value.Absent;
import dev.sluice.ingest.export.Value.Amount;
import dev.sluice.ingest.export.Value.Explicit;
import dev.sluice.ingest.export.Value.Exponential;
import java.util.Arrays;

/** Values in the units of events: latencies in ms, CPU time in seconds. */
final class SampleValues {
    private static final double SECOND_MS = 1e3;

    private SampleValues() {}

    /** How a point of a role counts: what a protocol calls a gauge may be a count, and the other way round. */
    static Temporality temporality(Temporality stated, Role role) {
        boolean counts = stated == Temporality.CUMULATIVE || stated == Temporality.DELTA;
        if (role == Role.CPU || role.isLevel() != counts) {
            return stated;
        }
        return switch (stated) {
            case CUMULATIVE -> Temporality.LEVEL;
            case DELTA -> Temporality.LEVEL_CHANGE;
            case LEVEL -> Temporality.CUMULATIVE;
            case LEVEL_CHANGE -> Temporality.DELTA;
        };
    }

    /** The value; what is no number stands for none. */
    static Value scaled(Point point, Rule rule, Role role) {
        double ms = milliseconds(point, rule);
        Value value = point.value();
        if (value instanceof Amount amount) {
            boolean isTime = role == Role.CPU && !isLevel(point.temporality());
            double scaled = amount.amount() * rule.factor() * (isTime ? ms / SECOND_MS : 1);
            return Double.isFinite(scaled) ? new Amount(scaled) : new Absent();
        }
        if (value instanceof Explicit h) {
            double[] bounds = Arrays.stream(h.bounds()).map(b -> b * ms).toArray();
            return new Explicit(bounds, h.counts(), h.sum() * rule.factor());
        }
        if (value instanceof Exponential h) {
            return new Exponential(h.scale(), h.zeros(), h.offset(), h.counts(), h.sum() * rule.factor(), ms);
        }
        return value;
    }

    private static boolean isLevel(Temporality temporality) {
        return temporality == Temporality.LEVEL || temporality == Temporality.LEVEL_CHANGE;
    }

    /** Milliseconds of the unit of a metric: what the rule says, the metric, its name; else seconds. */
    static double milliseconds(Point point, Rule rule) {
        return rule.unit()
                .flatMap(TimeUnits::milliseconds)
                .or(() -> TimeUnits.milliseconds(point.unit()))
                .or(() -> TimeUnits.ofName(point.metric()))
                .orElse(SECOND_MS);
    }
}
