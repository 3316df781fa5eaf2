package dev.sluice.topology;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.AckStatus;
import dev.sluice.events.BudgetKind;
import dev.sluice.events.PoolTerms;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ResourceClaim;
import dev.sluice.events.ResourcePool;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.events.ScalingDecision;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.events.TenantBudget;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Retirement;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.state.StatePart;
import dev.sluice.topology.consumer.Bundle;
import dev.sluice.topology.consumer.ReadPositions;
import dev.sluice.topology.store.StoreNames;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.TreeMap;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** The real topology in a test driver, spoken to in the words of the domain; every record is committed at once. */
public final class Pipeline implements AutoCloseable {
    public static final Instant START = Instant.parse("2026-03-02T08:00:00Z");

    private final Map<String, Object> registry;
    /** Made once: a serde looks its schemas up anew. */
    private final Serializer<SpecificRecord> writer;

    private final Map<Class<?>, Deserializer<?>> readers = new HashMap<>();
    private final TopologyTestDriver driver;
    private final Topics topics = Topics.plain();
    private final ReadPositions positions = new ReadPositions();
    private Instant clock = START;
    private boolean reading = true;

    public Pipeline(TimeSource time) {
        this(time, Duration.ofSeconds(10), 1000);
    }

    /** With the registry of these settings, and one service in memory at a time. */
    public Pipeline(TimeSource time, Map<String, Object> registry) {
        this(time, Duration.ofSeconds(10), 1, TopologySettings.MOST_UNMANAGED, registry);
    }

    public Pipeline(TimeSource time, Duration window, int mostLive) {
        this(time, window, mostLive, TopologySettings.MOST_UNMANAGED);
    }

    public Pipeline(TimeSource time, Duration window, int mostLive, int mostUnmanaged) {
        this(time, window, mostLive, mostUnmanaged, Map.of("schema.registry.url", "mock://" + UUID.randomUUID()));
    }

    private Pipeline(TimeSource time, Duration window, int mostLive, int mostUnmanaged, Map<String, Object> registry) {
        this.registry = registry;
        this.writer = AvroSerde.of(SpecificRecord.class, registry).serializer();
        LoopSettings loops = new LoopSettings(window, Duration.ofSeconds(5), Duration.ofMinutes(5), time);
        TopologySettings settings = new TopologySettings(
                topics,
                loops,
                mostLive,
                mostUnmanaged,
                new TopologySettings.SerdeSettings(AvroSerde.class.getName(), registry));
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice-test-" + UUID.randomUUID());
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        driver = new TopologyTestDriver(new SluiceTopology(settings, positions).build(), properties, START);
        polled();
    }

    Instant now() {
        return clock;
    }

    /** Lets the wall clock go on. */
    public Pipeline after(Duration time) {
        clock = clock.plus(time);
        polled();
        driver.advanceWallClockTime(time);
        return this;
    }

    /** From now on the broker has reports that are not read. */
    Pipeline stopsReading() {
        reading = false;
        return this;
    }

    /** All that the broker has is read. */
    Pipeline hasCaughtUp() {
        reading = true;
        polled();
        return this;
    }

    private void polled() {
        for (Topic topic : List.of(Topic.REQUEST_RATE_EVENTS, Topic.USAGE_EVENTS)) {
            if (reading) {
                positions
                        .of(new TopicPartition(topics.name(topic), 0))
                        .polled(-1, OptionalLong.of(0), clock.toEpochMilli());
            }
        }
    }

    public Pipeline policy(String service, int min, int max, double perReplica) {
        ScalingPolicy policy = ScalingPolicy.newBuilder()
                .setService(service)
                .setMinReplicas(min)
                .setMaxReplicas(max)
                .setPerReplica(perReplica)
                .setLeadTimeMs(60_000L)
                .build();
        return policy(policy);
    }

    public Pipeline policy(ScalingPolicy policy) {
        send(Topic.SCALING_POLICIES, policy.getService(), policy);
        return this;
    }

    public Pipeline limitedPool(String name, int limit) {
        send(
                Topic.RESOURCE_POOLS,
                name,
                ResourcePool.newBuilder()
                        .setName(name)
                        .setPricePerHour(0.0)
                        .setLimit(limit)
                        .build());
        return this;
    }

    Pipeline pool(String name, double pricePerHour) {
        send(
                Topic.RESOURCE_POOLS,
                name,
                ResourcePool.newBuilder()
                        .setName(name)
                        .setPricePerHour(pricePerHour)
                        .build());
        return this;
    }

    Pipeline hardBudget(String tenant, double perMonth) {
        send(Topic.TENANT_BUDGETS, tenant, new TenantBudget(tenant, perMonth, BudgetKind.HARD, "UTC"));
        return this;
    }

    /** A service that serves ten a second with each replica of a pool, and whose tenant pays. */
    public Pipeline policy(String service, String pool, String tenant) {
        return policy(ScalingPolicy.newBuilder()
                .setService(service)
                .setMaxReplicas(1000)
                .setLeadTimeMs(60_000L)
                .setPools(List.of(
                        PoolTerms.newBuilder().setPool(pool).setPerReplica(10.0).build()))
                .setTenant(tenant)
                .build());
    }

    public Pipeline noPolicy(String service) {
        return raw(Topic.SCALING_POLICIES, bytes(service), null);
    }

    /** The service is ended for good. */
    @SuppressWarnings("NullAway") // Kafka's records may be null, its test driver does not say so
    public Pipeline retired(String service) {
        input(Topic.SCALING_POLICIES).pipeInput(new TestRecord<>(bytes(service), null, Retirement.headers(), clock));
        return this;
    }

    /** What is stored of the services' states or of what they share. */
    public KeyValueStore<String, byte[]> store(String name) {
        return driver.getKeyValueStore(name);
    }

    /** The parts that are stored of a service. */
    public List<StatePart> stored(String service) {
        return Arrays.stream(StatePart.values())
                .filter(part -> store(StoreNames.of(part)).get(service) != null)
                .toList();
    }

    /** The sum of a metric of all tasks. */
    double total(String name) {
        return driver.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(name))
                .mapToDouble(metric -> (double) metric.metricValue())
                .sum();
    }

    /** The service's one instance reports {@code requests} over the ten seconds up to now. */
    public Pipeline report(String service, long requests) {
        return report(event(service, "a", clock.minusSeconds(10), clock, requests));
    }

    public Pipeline report(RequestRateEvent event) {
        send(Topic.REQUEST_RATE_EVENTS, event.getService(), event);
        return this;
    }

    Pipeline usage(UsageEvent event) {
        send(Topic.USAGE_EVENTS, event.getService(), event);
        return this;
    }

    /** The broker has had the report since its end, and it is read only now. */
    Pipeline readLate(RequestRateEvent event) {
        input(Topic.REQUEST_RATE_EVENTS)
                .pipeInput(new TestRecord<>(
                        bytes(event.getService()), wire(Topic.REQUEST_RATE_EVENTS, event), event.getTo()));
        return this;
    }

    /** Reports every ten seconds for a while. */
    public Pipeline reports(String service, long requests, Duration during) {
        for (long i = during.toSeconds() / 10; i > 0; i--) {
            after(Duration.ofSeconds(10));
            report(service, requests);
        }
        return this;
    }

    /** An acknowledgement of a command, so long after its issue. */
    public static ScalingAck answer(ScalingCommand command, AckStatus status, Duration after) {
        return ScalingAck.newBuilder()
                .setService(command.getService())
                .setPool(command.getPool())
                .setGeneration(command.getGeneration())
                .setStatus(status)
                .setReplicas(command.getReplicas())
                .setIssuedAt(command.getIssuedAt())
                .setAt(command.getIssuedAt().plus(after))
                .setExecutor("test")
                .build();
    }

    Pipeline ready(ScalingCommand command, Duration took) {
        ScalingAck ack = ScalingAck.newBuilder(answer(command, AckStatus.READY, took))
                .setReady(command.getReplicas())
                .build();
        send(Topic.SCALING_ACKS, command.getService(), ack);
        return this;
    }

    public Pipeline acknowledge(ScalingAck ack) {
        send(Topic.SCALING_ACKS, ack.getService(), ack);
        return this;
    }

    /** Puts any bytes under any key on a topic. */
    @SuppressWarnings("NullAway") // Kafka's records may be null, its test driver does not say so
    Pipeline raw(Topic topic, byte @Nullable [] key, byte @Nullable [] value) {
        input(topic).pipeInput(new TestRecord<>(key, value, clock));
        return this;
    }

    Pipeline raw(Topic topic, TestRecord<byte[], byte[]> record) {
        input(topic).pipeInput(record);
        return this;
    }

    /** Puts neighbours of one partition on a topic, which are handled within one commit. */
    Pipeline bundle(Topic topic, List<ConsumerRecord<byte[], byte[]>> records) {
        ConsumerRecord<byte[], byte[]> standIn = Bundle.standIn(records);
        input(topic).pipeInput(new TestRecord<>(standIn.key(), standIn.value(), standIn.headers(), clock));
        return this;
    }

    /** The sum of a metric of ours over all tasks. */
    double metric(String name) {
        return driver.metrics().entrySet().stream()
                .filter(metric -> metric.getKey().name().equals(name))
                .mapToDouble(metric -> (Double) metric.getValue().metricValue())
                .sum();
    }

    /** The stored parts of all services, by store and service. */
    public Map<String, byte[]> stored() {
        Map<String, byte[]> all = new TreeMap<>();
        for (StatePart part : StatePart.values()) {
            KeyValueStore<String, byte[]> store = driver.getKeyValueStore(StoreNames.of(part));
            try (KeyValueIterator<String, byte[]> entries = store.all()) {
                entries.forEachRemaining(entry -> all.put(part + " " + entry.key, entry.value));
            }
        }
        return all;
    }

    byte[] wire(Topic topic, SpecificRecord value) {
        return writer.serialize(topics.name(topic), value);
    }

    public static RequestRateEvent event(String service, String instance, Instant from, Instant to, long requests) {
        return RequestRateEvent.newBuilder()
                .setService(service)
                .setInstance(instance)
                .setFrom(from)
                .setTo(to)
                .setRequests(requests)
                .build();
    }

    public List<ScalingCommand> commands() {
        return read(Topic.SCALING_COMMANDS, ScalingCommand.class);
    }

    public List<ScalingDecision> decisions() {
        return read(Topic.SCALING_DECISIONS, ScalingDecision.class);
    }

    List<dev.sluice.events.DemandForecast> forecasts() {
        return read(Topic.DEMAND_FORECASTS, dev.sluice.events.DemandForecast.class);
    }

    List<ResourceClaim> claims() {
        return read(Topic.RESOURCE_CLAIMS, ResourceClaim.class);
    }

    List<dev.sluice.events.ResourceGrant> grants() {
        return read(Topic.RESOURCE_GRANTS, dev.sluice.events.ResourceGrant.class);
    }

    List<dev.sluice.events.ResourceCost> costs() {
        return read(Topic.RESOURCE_COSTS, dev.sluice.events.ResourceCost.class);
    }

    /** The reasons of the dead letters since the last look. */
    public List<String> deadLetters() {
        return letters().stream().map(r -> header(r, DeadLetter.REASON)).toList();
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    /** The dead letters since the last look. */
    List<TestRecord<byte[], byte[]>> letters() {
        return driver.createOutputTopic(
                        topics.name(Topic.DEAD_LETTERS), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private <T extends SpecificRecord> List<T> read(Topic topic, Class<T> type) {
        return driver.createOutputTopic(topics.name(topic), new StringDeserializer(), reader(type))
                .readValuesToList();
    }

    @SuppressWarnings("unchecked") // each type has its own
    private <T extends SpecificRecord> Deserializer<T> reader(Class<T> type) {
        return (Deserializer<T>) readers.computeIfAbsent(
                type, key -> AvroSerde.of(type, registry).deserializer());
    }

    private void send(Topic topic, String key, SpecificRecord value) {
        raw(topic, bytes(key), wire(topic, value));
    }

    private TestInputTopic<byte[], byte[]> input(Topic topic) {
        return driver.createInputTopic(topics.name(topic), new ByteArraySerializer(), new ByteArraySerializer());
    }

    static byte[] bytes(String text) {
        return new StringSerializer().serialize("", text);
    }

    @Override
    public void close() {
        driver.close();
    }
}
