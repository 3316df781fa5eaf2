package dev.sluice.bench;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.topology.SluiceApp;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;

/** What Kafka Streams itself takes: one source, the same serde, and a processor that does nothing and keeps nothing. */
final class BareStreams {
    private BareStreams() {}

    /** One course over {@code total} records of a topic. */
    static Course course(BenchCluster cluster, String topic, Application.Kind kind, Path state, long total) {
        Topology topology = new Topology();
        topology.addSource(
                "events",
                new ByteArrayDeserializer(),
                AvroSerde.of(RequestRateEvent.class, cluster.registry()).deserializer(),
                topic);
        topology.addProcessor("nothing", Nothing::new, "events");
        Properties properties = SluiceApp.defaults();
        properties.putAll(cluster.streams(kind, state));
        properties.put(StreamsConfig.consumerPrefix("auto.offset.reset"), "earliest");
        try (KafkaStreams streams = new KafkaStreams(topology, properties)) {
            streams.start();
            List<Metric> processed = List.of();
            while (processed.isEmpty()) {
                processed = Application.metrics(streams, "process-total", "stream-thread-metrics");
            }
            List<Metric> counts = processed;
            return Course.of(() -> Application.sum(counts), total, kind.name());
        }
    }

    private static final class Nothing implements Processor<byte[], RequestRateEvent, Void, Void> {
        @Override
        public void process(Record<byte[], RequestRateEvent> record) {}
    }
}
