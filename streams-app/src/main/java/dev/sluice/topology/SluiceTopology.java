package dev.sluice.topology;

import dev.sluice.schemas.Topic;
import dev.sluice.schemas.ValueSerdes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.TimestampExtractor;

/**
 * The wiring: four keyed topics meet in one processor with its stores, and four sinks and the dead letters leave it.
 *
 * <p>All inputs must have equal partitions. Policies carry time zero for Kafka Streams, which takes the oldest record
 * first: what is known of policies is read before the events that they apply to.
 */
public final class SluiceTopology {
    private static final String PROCESSOR = "service-loops";
    private static final TimestampExtractor FIRST = (record, partitionTime) -> 0;
    private static final TimestampExtractor AS_PRODUCED = (record, partitionTime) -> Math.max(0, record.timestamp());

    /** The topics that are read together. */
    public static final List<Topic> INPUTS =
            List.of(Topic.SCALING_POLICIES, Topic.SCALING_ACKS, Topic.REQUEST_RATE_EVENTS, Topic.USAGE_EVENTS);

    private static final List<Topic> OUTPUTS =
            List.of(Topic.DEMAND_FORECASTS, Topic.SCALING_DECISIONS, Topic.SCALING_COMMANDS);

    private final TopologySettings settings;

    public SluiceTopology(TopologySettings settings) {
        this.settings = settings;
    }

    /** Builds it. */
    public Topology build() {
        Topology topology = new Topology();
        String[] sources = INPUTS.stream().map(input -> source(topology, input)).toArray(String[]::new);
        topology.addProcessor(
                PROCESSOR,
                () -> new ServiceProcessor(settings, inputs()),
                sources);
        StoreNames.builders().forEach(store -> topology.addStateStore(store, PROCESSOR));
        OUTPUTS.forEach(output -> sink(topology, output, serde(output).serializer()));
        sink(topology, Topic.DEAD_LETTERS, new ByteArraySerializer());
        return topology;
    }

    private String source(Topology topology, Topic input) {
        String name = input.plainName() + "-source";
        topology.addSource(
                Topology.AutoOffsetReset.EARLIEST,
                name,
                input == Topic.SCALING_POLICIES ? FIRST : AS_PRODUCED,
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                settings.topics().name(input));
        return name;
    }

    private Inputs inputs() {
        Map<String, Deserializer<? extends SpecificRecord>> readers = new HashMap<>();
        INPUTS.forEach(input ->
                readers.put(settings.topics().name(input), serde(input).deserializer()));
        return new Inputs(
                readers,
                settings.topics().name(Topic.SCALING_POLICIES),
                settings.topics().name(Topic.REQUEST_RATE_EVENTS));
    }

    private void sink(Topology topology, Topic output, Serializer<?> values) {
        topology.addSink(
                output.plainName(), settings.topics().name(output), new ByteArraySerializer(), values, PROCESSOR);
    }

    private Serde<? extends SpecificRecord> serde(Topic topic) {
        Map<String, Object> configuration = new HashMap<>(settings.serde().settings());
        configuration.put(ValueSerdes.SERDE, settings.serde().type());
        Class<? extends SpecificRecord> type =
                topic.valueType().orElseThrow(() -> new IllegalArgumentException(topic + " has values of any kind"));
        return ValueSerdes.of(type, configuration);
    }
}
