package dev.sluice.cli.serve;

import dev.sluice.http.Metrics;
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
}
