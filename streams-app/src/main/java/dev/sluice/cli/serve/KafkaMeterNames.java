package dev.sluice.cli.serve;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;

/**
 * Leaves out what Kafka measures in other units than Prometheus' base units: a name that says nanoseconds is a trap beside
 * one that says seconds, and Kafka has the same as a ratio or a rate.
 */
final class KafkaMeterNames implements MeterFilter {
    @Override
    public MeterFilterReply accept(Meter.Id id) {
        String name = id.getName();
        boolean other = name.startsWith("kafka.") && name.matches(".*\\.(ns|ms|nanos|millis)(\\..*)?");
        return other ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
