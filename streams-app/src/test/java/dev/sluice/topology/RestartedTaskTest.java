package dev.sluice.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.control.LoopSettings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingDecision;
import dev.sluice.schemas.AvroSerde;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.state.StatePart;
import dev.sluice.topology.consumer.ReadPositions;
import dev.sluice.topology.intake.Inputs;
import dev.sluice.topology.service.LiveLimit;
import dev.sluice.topology.store.CommitHook;
import dev.sluice.topology.store.StoreNames;
import java.io.File;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.UUID;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kafka Streams starts the processor of a task again, in the same life or in another one; its stores stay. */
final class RestartedTaskTest {
    private static final Instant START = Pipeline.START;
    private static final String REPORTS = Topics.plain().name(Topic.REQUEST_RATE_EVENTS);

    @TempDir
    private Path directory;

    private final Map<String, Object> registry = Map.of("schema.registry.url", "mock://" + UUID.randomUUID());
    private final Serializer<SpecificRecord> writer =
            AvroSerde.of(SpecificRecord.class, registry).serializer();
    private final List<StateStore> stores = new ArrayList<>();
    private final LiveLimit limit = LiveLimit.of(100);
    private final List<Boolean> opened = new ArrayList<>();
    private final ReadPositions positions = new ReadPositions();
    private final ServiceProcessor processor = new ServiceProcessor(settings(), limit, this::inputs, positions);
    private Instant now = START;
    private MockProcessorContext<byte[], Object> context = context();

    private TopologySettings settings() {
        return new TopologySettings(
                Topics.plain(),
                new LoopSettings(Duration.ofSeconds(10), Duration.ofSeconds(5), Duration.ofMinutes(5), TimeSource.WALL),
                100,
                new TopologySettings.SerdeSettings(AvroSerde.class.getName(), registry));
    }

    private Inputs inputs() {
        Map<Topic, Deserializer<? extends SpecificRecord>> readers = new EnumMap<>(Topic.class);
        for (Topic topic : Topic.values()) {
            topic.valueType()
                    .ifPresent(type ->
                            readers.put(topic, AvroSerde.of(type, registry).deserializer()));
        }
        opened.add(true);
        return new Inputs(Topics.plain(), readers);
    }

    @Test
    void after_a_restart_the_clock_closes_the_windows_that_were_open_though_nobody_reports() {
        start();
        report("checkout");
        report("search");
        stop();

        start();
        pass(Duration.ofSeconds(15));

        assertThat(decided()).containsExactlyInAnyOrder("checkout", "search");
    }

    @Test
    void services_that_are_all_due_at_once_are_looked_at_in_slices() {
        start();
        for (int i = 0; i < 1200; i++) {
            report("service-" + i);
        }
        stop();

        start();
        now = now.plusSeconds(15);
        context.setCurrentSystemTimeMs(now.toEpochMilli());
        List<Integer> slices = new ArrayList<>();
        for (int round = 0; round < 4; round++) {
            tick();
            slices.add(decided().size());
            context.resetForwards();
        }
        assertThat(slices).containsExactly(500, 500, 200, 0);
    }

    @Test
    void a_processor_that_is_closed_and_started_again_has_one_clock_and_readers_of_its_own() {
        start();
        processor.close();
        processor.init(context);
        processor.close();
        processor.init(context);

        assertThat(context.scheduledPunctuators())
                .hasSize(3)
                .filteredOn(round -> !round.cancelled())
                .hasSize(1);
        assertThat(opened).hasSize(3);
        report("checkout");
        pass(Duration.ofSeconds(15));
        assertThat(decided()).containsExactly("checkout");
    }

    @Test
    void a_task_that_could_not_be_started_takes_no_share_of_memory() {
        start();
        assertThat(limit.each()).isEqualTo(100);
        ServiceProcessor other = new ServiceProcessor(settings(), limit, this::inputs, new ReadPositions());
        MockProcessorContext<byte[], Object> without = new MockProcessorContext<>(
                properties(), new TaskId(0, 1), directory.resolve("other").toFile());

        assertThatThrownBy(() -> other.init(without)).isInstanceOf(RuntimeException.class);
        other.close();

        assertThat(limit.each()).isEqualTo(100);
        processor.close();
        processor.close();
        processor.init(context);
        assertThat(limit.each()).isEqualTo(100);
    }

    @Test
    void a_clock_that_is_set_back_an_hour_does_not_stop_the_work_for_an_hour() {
        start();
        report("checkout");
        CapturedPunctuator before = clock();

        now = now.minus(Duration.ofHours(1));
        context.setCurrentSystemTimeMs(now.toEpochMilli());
        report("checkout");

        assertThat(before.cancelled()).isTrue();
        assertThat(clock().cancelled()).isFalse();
    }

    /** Counts of one byte each in a record take eight in memory: a thousand such reports between two commits filled a heap. */
    @Test
    void wide_histograms_are_written_before_they_fill_the_memory() {
        start();
        LatencyHistogram wide = new LatencyHistogram(12, 0L, 0, Collections.nCopies(16_384, 1L));
        for (int i = 0; i < 90; i++) {
            RequestRateEvent report = Pipeline.event("checkout", "i" + i, now.minusSeconds(10), now, 300);
            report(RequestRateEvent.newBuilder(report)
                    .setLatency(wide)
                    .setTimeToFirstToken(wide)
                    .setInterTokenTime(wide)
                    .build());
        }
        assertThat(context.<KeyValueStore<String, byte[]>>getStateStore(StoreNames.of(StatePart.OPEN_WINDOWS))
                        .get("checkout"))
                .isNotNull();
    }

    private void start() {
        MockProcessorContext<byte[], Object> next = context();
        if (stores.isEmpty()) {
            open(next);
        }
        stores.forEach(next::addStateStore);
        context = next;
        processor.init(context);
    }

    private void open(MockProcessorContext<byte[], Object> in) {
        List<StoreBuilder<?>> builders = new ArrayList<>(StoreNames.builders());
        builders.add(StoreNames.declared(StoreNames.POOLS));
        builders.add(StoreNames.declared(StoreNames.BUDGETS));
        for (StoreBuilder<?> builder : builders) {
            StateStore store = builder.withLoggingDisabled().build();
            store.init(in.getStateStoreContext(), store);
            stores.add(store);
        }
    }

    /** A clean end: what changed is committed first. */
    private void stop() {
        stores.stream().filter(CommitHook.class::isInstance).forEach(hook -> ((CommitHook) hook).flushCache());
        processor.close();
    }

    private void report(String service) {
        report(Pipeline.event(service, "a", now.minusSeconds(10), now, 300));
    }

    private void report(RequestRateEvent event) {
        context.setRecordMetadata(REPORTS, 0, 0);
        processor.process(
                new Record<>(Pipeline.bytes(event.getService()), writer.serialize(REPORTS, event), now.toEpochMilli()));
    }

    private void pass(Duration time) {
        now = now.plus(time);
        context.setCurrentSystemTimeMs(now.toEpochMilli());
        tick();
    }

    private void tick() {
        // the consumer has polled, and nothing more waits at the broker
        for (Topic topic : List.of(Topic.REQUEST_RATE_EVENTS, Topic.USAGE_EVENTS)) {
            positions
                    .of(new TopicPartition(Topics.plain().name(topic), 0))
                    .polled(-1, OptionalLong.of(0), now.toEpochMilli());
        }
        clock().getPunctuator().punctuate(now.toEpochMilli());
    }

    private CapturedPunctuator clock() {
        List<CapturedPunctuator> rounds = context.scheduledPunctuators();
        return rounds.get(rounds.size() - 1);
    }

    /** The services that were decided on. */
    private List<String> decided() {
        return context.forwarded().stream()
                .map(forward -> forward.record().value())
                .filter(ScalingDecision.class::isInstance)
                .map(decision -> ((ScalingDecision) decision).getService())
                .toList();
    }

    private MockProcessorContext<byte[], Object> context() {
        MockProcessorContext<byte[], Object> made =
                new MockProcessorContext<>(properties(), new TaskId(0, 0), stateDirectory());
        made.setCurrentSystemTimeMs(now.toEpochMilli());
        return made;
    }

    private File stateDirectory() {
        return directory == null
                ? new File("target/none")
                : directory.resolve("state").toFile();
    }

    private static Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "sluice-test");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:1");
        return properties;
    }
}
