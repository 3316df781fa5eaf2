package dev.sluice.ingest.stream;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.http.limits.RequestMemory;
import dev.sluice.ingest.mapping.Mapping;
import dev.sluice.ingest.otlp.OtlpMapper;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import dev.sluice.topology.store.RestorableStore;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Two hops. Messages of collectors, which have no key, become exports keyed by service. Exports, from there and from the HTTP API of any
 * instance, become events where what is known of the instance is.
 *
 * @param otlp topics with messages of metrics; they need not be there yet
 * @param exports topic of exports
 * @param largest bytes of the largest record that may be written
 */
public record IngestTopology(
        List<String> otlp, String exports, Topics topics, Mapping mapping, Map<String, Object> registry, int largest) {
    /** Header of a record in the topic of exports that is an event as its instance sent it: the name of its {@link Topic}. */
    public static final String EVENT = "sluice.event";

    /** Header of a record in the topic of exports that is the reading of a consumer group. */
    public static final String GROUP = "sluice.group";

    /** The topology. */
    public Topology build() {
        Topology topology = new Topology();
        if (!otlp.isEmpty()) {
            messages(topology);
        }
        reporters(topology);
        return topology;
    }

    private void messages(Topology topology) {
        Pattern names = Pattern.compile(otlp.stream().map(Pattern::quote).collect(Collectors.joining("|")));
        topology.addSource("messages", new ByteArrayDeserializer(), new ByteArrayDeserializer(), names);
        RequestMemory memory = MessageProcessor.memory();
        topology.addProcessor("map", () -> new MessageProcessor(new OtlpMapper(mapping), largest, memory), "messages");
        topology.addSink(
                MessageProcessor.EXPORTS, exports, new ByteArraySerializer(), new ByteArraySerializer(), "map");
        topology.addSink(
                MessageProcessor.DEAD_LETTERS,
                topics.name(Topic.DEAD_LETTERS),
                new ByteArraySerializer(),
                new ByteArraySerializer(),
                "map");
    }

    private void reporters(Topology topology) {
        topology.addSource("reported", new ByteArrayDeserializer(), new ByteArrayDeserializer(), exports);
        topology.addProcessor("count", ReporterProcessor::new, "reported");
        topology.addProcessor("pass", () -> new EventProcessor(topics, registry), "reported");
        topology.addProcessor("measure", GroupProcessor::new, "reported");
        topology.addStateStore(store(ReporterProcessor.STORE), "count");
        topology.addStateStore(store(GroupProcessor.STORE), "measure");
        topology.addStateStore(store(EventProcessor.STORE), "pass");
        sink(topology, ReporterProcessor.DEMAND, Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class);
        sink(topology, ReporterProcessor.USAGE, Topic.USAGE_EVENTS, UsageEvent.class);
    }

    private static StoreBuilder<KeyValueStore<Bytes, byte[]>> store(String name) {
        return Stores.keyValueStoreBuilder(RestorableStore.named(name), Serdes.Bytes(), Serdes.ByteArray());
    }

    private <T extends SpecificRecord> void sink(Topology topology, String name, Topic topic, Class<T> type) {
        Serializer<T> serializer = ValueSerdes.of(type, registry).serializer();
        topology.addSink(name, topics.name(topic), new StringSerializer(), serializer, "count", "pass", "measure");
    }
}
