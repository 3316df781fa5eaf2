package dev.sluice.cli.serve;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.regex.Pattern;

/**
 * Leaves out what of Kafka's metrics breaks Prometheus' rules. A name that says nanoseconds or milliseconds is a trap beside
 * those in seconds, and Kafka has the same as a ratio or a rate; a name that ends with count is that of a histogram's
 * part. What is told of each broker has no description. They cannot be renamed: Micrometer would register them again and again.
 */
final class KafkaMeterNames implements MeterFilter {
    private static final Pattern LEFT_OUT =
            Pattern.compile("kafka\\.(.*\\.(ns|ms|nanos|millis|node)(\\..*)?|.*\\.count)");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return LEFT_OUT.matcher(id.getName()).matches() ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }
}
