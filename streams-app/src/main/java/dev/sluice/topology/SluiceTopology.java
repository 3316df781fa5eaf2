package dev.sluice.topology;

import dev.sluice.schemas.Topic;
import dev.sluice.schemas.ValueSerdes;
import dev.sluice.topology.consumer.ReadPositions;
import dev.sluice.topology.declared.DeclarationUpdater;
import dev.sluice.topology.intake.Inputs;
import dev.sluice.topology.service.LiveLimit;
import dev.sluice.topology.shares.ShareProcessor;
import dev.sluice.topology.store.StoreNames;
import java.util.EnumMap;
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
 * The wiring. The topics that are keyed by service meet in one processor with its stores; what services share is decided
 * by a second one, keyed by what is shared, to which claims go and from which grants come back by topics of their own.
 * What is declared for all is in every instance.
 *
 * <p>All inputs must have equal partitions. Policies carry time zero for Kafka Streams, which takes the oldest record
 * first: what is known of policies is read before the events that they apply to. So do overrides and grants.
 */
public final class SluiceTopology {
    private static final String LOOPS = "service-loops";
    private static final String SHARING = "sharing";
    private static final TimestampExtractor FIRST = (record, partitionTime) -> 0;
    private static final TimestampExtractor AS_PRODUCED = (record, partitionTime) -> Math.max(0, record.timestamp());

    /** The topics that are read together. */
    public static final List<Topic> INPUTS = List.of(
            Topic.SCALING_POLICIES,
            Topic.SCALING_OVERRIDES,
            Topic.LEARNED_HISTORIES,
            Topic.SCALING_ACKS,
            Topic.RESOURCE_GRANTS,
            Topic.REQUEST_RATE_EVENTS,
            Topic.USAGE_EVENTS);

    private static final List<Topic> OUTPUTS = List.of(
            Topic.DEMAND_FORECASTS,
            Topic.SCALING_DECISIONS,
            Topic.SCALING_COMMANDS,
            Topic.RESOURCE_CLAIMS,
            Topic.RESOURCE_COSTS);

    private static final List<Topic> READ_APART =
            List.of(Topic.RESOURCE_POOLS, Topic.TENANT_BUDGETS, Topic.RESOURCE_CLAIMS);

    private final TopologySettings settings;
    private final ReadPositions positions;

    /** The topology; {@code positions} are those of the consumers that read for it. */
    public SluiceTopology(TopologySettings settings, ReadPositions positions) {
        this.settings = settings;
        this.positions = positions;
    }

    /** Builds it. */
    public Topology build() {
        Topology topology = new Topology();
        declared(topology, Topic.RESOURCE_POOLS, StoreNames.POOLS);
        declared(topology, Topic.TENANT_BUDGETS, StoreNames.BUDGETS);
        String[] sources = INPUTS.stream().map(input -> source(topology, input)).toArray(String[]::new);
        LiveLimit limit = LiveLimit.of(settings.mostLive());
        topology.addProcessor(LOOPS, () -> new ServiceProcessor(settings, limit, this::inputs, positions), sources);
        StoreNames.builders().forEach(store -> topology.addStateStore(store, LOOPS));
        topology.addProcessor(
                SHARING,
                () -> new ShareProcessor(settings.loops().time(), this::inputs),
                source(topology, Topic.RESOURCE_CLAIMS));
        topology.addStateStore(StoreNames.shares(), SHARING);
        OUTPUTS.forEach(output -> sink(topology, output, serde(output).serializer(), LOOPS));
        sink(topology, Topic.RESOURCE_GRANTS, serde(Topic.RESOURCE_GRANTS).serializer(), SHARING);
        sink(topology, Topic.DEAD_LETTERS, new ByteArraySerializer(), LOOPS, SHARING);
        return topology;
    }

    private void declared(Topology topology, Topic topic, String store) {
        topology.addGlobalStore(
                StoreNames.declared(store),
                topic.plainName() + "-source",
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                settings.topics().name(topic),
                topic.plainName() + "-keeper",
                () -> new DeclarationUpdater(store));
    }

    private String source(Topology topology, Topic input) {
        String name = input.plainName() + "-source";
        topology.addSource(
                Topology.AutoOffsetReset.EARLIEST,
                name,
                extractor(input),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer(),
                settings.topics().name(input));
        return name;
    }

    /**
     * What people say and what was granted is read before the events that it applies to: grants carry the wall clock, and
     * would otherwise wait for all that is to be replayed, and be acted on when they have long been taken back.
     */
    static TimestampExtractor extractor(Topic input) {
        return switch (input) {
            case SCALING_POLICIES, SCALING_OVERRIDES, LEARNED_HISTORIES, RESOURCE_GRANTS -> FIRST;
            default -> AS_PRODUCED;
        };
    }

    /** New readers of all topics that come in. */
    public Inputs inputs() {
        Map<Topic, Deserializer<? extends SpecificRecord>> readers = new EnumMap<>(Topic.class);
        INPUTS.forEach(input -> readers.put(input, serde(input).deserializer()));
        READ_APART.forEach(input -> readers.put(input, serde(input).deserializer()));
        return new Inputs(settings.topics(), readers);
    }

    private void sink(Topology topology, Topic output, Serializer<?> values, String... parents) {
        topology.addSink(
                output.plainName(), settings.topics().name(output), new ByteArraySerializer(), values, parents);
    }

    private Serde<? extends SpecificRecord> serde(Topic topic) {
        Map<String, Object> configuration = new HashMap<>(settings.serde().settings());
        configuration.put(ValueSerdes.SERDE, settings.serde().type());
        Class<? extends SpecificRecord> type =
                topic.valueType().orElseThrow(() -> new IllegalArgumentException(topic + " has values of any kind"));
        return ValueSerdes.of(type, configuration);
    }
}
