package dev.sluice.cli.serve;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import java.util.regex.Pattern;

/**
 * Makes the names of Kafka's metrics keep Prometheus' rules.
 *
 * <p>What is measured in nanoseconds or milliseconds by its name is left out: it is a trap beside what is in seconds, and
 * Kafka has the same as a ratio or a rate. So is what is told of each broker. A number of things is named by the things:
 * {@code connections}, not {@code connection.count}, which is the name of a histogram's part.
 */
final class KafkaMeterNames implements MeterFilter {
    private static final String KAFKA = "kafka.";
    private static final String COUNT = ".count";
    private static final Pattern LEFT_OUT = Pattern.compile("kafka\\..*\\.(ns|ms|nanos|millis|node)(\\..*)?");

    @Override
    public MeterFilterReply accept(Meter.Id id) {
        return LEFT_OUT.matcher(id.getName()).matches() ? MeterFilterReply.DENY : MeterFilterReply.NEUTRAL;
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        String name = id.getName();
        return name.startsWith(KAFKA) && name.endsWith(COUNT)
                ? id.withName(name.substring(0, name.length() - COUNT.length()) + "s")
                : id;
    }
}
