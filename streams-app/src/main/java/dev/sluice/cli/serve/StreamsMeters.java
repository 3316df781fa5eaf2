package dev.sluice.cli.serve;

import dev.sluice.http.monitoring.Metrics;
import dev.sluice.topology.StreamsHealth;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import org.apache.kafka.streams.KafkaStreams;

/** What Kafka Streams counts of itself, under Micrometer's names. */
final class StreamsMeters {
    private StreamsMeters() {}

    static Metrics of(KafkaStreams streams) {
        Metrics metrics = new Metrics(new KafkaMeterNames());
        new KafkaStreamsMetrics(streams).bindTo(metrics.registry());
        return metrics;
    }

    static void bind(StreamsHealth health, Metrics metrics) {
        Gauge.builder("sluice.read.behind.seconds", health, StreamsHealth::readBehindSeconds)
                .description("How far this instance reads reports behind the clock; not known just after a start")
                .baseUnit("seconds")
                .register(metrics.registry());
    }
}
