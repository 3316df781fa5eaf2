package dev.sluice.cli.serve;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;
import org.apache.kafka.streams.KafkaStreams;

/** What Kafka Streams counts of itself, under Micrometer's names. */
final class StreamsMeters {
    private StreamsMeters() {}

    static void bind(KafkaStreams streams, MeterRegistry registry) {
        registry.config().meterFilter(new KafkaMeterNames());
        new KafkaStreamsMetrics(streams).bindTo(registry);
    }
}
