package dev.sluice.topology;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.Topic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
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

    private static final Map<Topic, Class<? extends SpecificRecord>> TYPES = Map.of(
            Topic.SCALING_POLICIES, ScalingPolicy.class,
            Topic.SCALING_ACKS, ScalingAck.class,
            Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class,
            Topic.USAGE_EVENTS, UsageEvent.class);

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
                () -> new ServiceProcessor(
                        settings, serde(Topic.SCALING_POLICIES).deserializer()),
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
                new ReceivedDeserializer(serde(input).deserializer()),
                settings.topics().name(input));
        return name;
    }

    private void sink(Topology topology, Topic output, Serializer<?> values) {
        topology.addSink(
                output.plainName(), settings.topics().name(output), new ByteArraySerializer(), values, PROCESSOR);
    }

    private Serde<SpecificRecord> serde(Topic topic) {
        Map<String, Object> configuration = new HashMap<>(settings.serde().settings());
        configuration.put("specific.avro.reader", true);
        Class<? extends SpecificRecord> type = TYPES.get(topic);
        if (type != null) {
            configuration.put("specific.avro.value.type", type);
        }
        Serde<SpecificRecord> serde = instance(settings.serde().type());
        serde.configure(configuration, false);
        return serde;
    }

    @SuppressWarnings("unchecked") // the settings name a serde of Avro records
    private static Serde<SpecificRecord> instance(String type) {
        try {
            return (Serde<SpecificRecord>) Class.forName(type)
                    .asSubclass(Serde.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new IllegalArgumentException("value.serde=" + type + ": no serde can be made of it: " + e, e);
        }
    }
}
