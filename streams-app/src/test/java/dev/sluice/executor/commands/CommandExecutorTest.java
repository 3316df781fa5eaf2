package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.NOON;
import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.events.AckStatus;
import dev.sluice.events.PoolShare;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator.Observed;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Order;
import dev.sluice.executor.Scope;
import dev.sluice.executor.Target;
import dev.sluice.executor.TimeSource;
import dev.sluice.executor.WeightSettings;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.history.History;
import dev.sluice.schemas.Backoff;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CommandExecutorTest {
    private static final TopicPartition COMMANDS = new TopicPartition("scaling-commands", 0);
    private static final String REGISTRY = "mock://command-executor-test";
    private static final Map<String, Object> SETTINGS = Map.of(RegistrySettings.URL, REGISTRY);

    @TempDir
    private Path directory;

    private final Serde<ScalingCommand> commandSerde = ValueSerdes.of(ScalingCommand.class, SETTINGS);
    private final Serde<ScalingAck> ackSerde = ValueSerdes.of(ScalingAck.class, SETTINGS);
    private final ScriptedPlatform platform = new ScriptedPlatform();
    private MockProducer<byte[], byte[]> producer =
            new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
    private final Memory memory = new Memory();
    private MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
    private CommandExecutor executor = executor(commandSerde);
    private long offset;
    private long nanos;

    /** What was written before, as if read from the topics. */
    private static final class Memory implements History {
        private final List<ScalingAck> acks = new ArrayList<>();
        private final List<ScalingAck> older = new ArrayList<>();
        private final List<ScalingCommand> commands = new ArrayList<>();
        private Optional<Instant> askedSince = Optional.empty();

        @Override
        public void acks(Set<Integer> commandPartitions, Optional<Instant> since, Sink<ScalingAck> sink) {
            askedSince = since;
            acks.forEach(ack -> sink.accept(0, ack));
        }

        @Override
        public void olderAcks(
                Set<Integer> commandPartitions, Duration beyond, Supplier<Set<String>> wanted, Sink<ScalingAck> sink) {
            Set<String> services = wanted.get();
            older.stream().filter(ack -> services.contains(ack.getService())).forEach(ack -> sink.accept(0, ack));
            assertThat(wanted.get()).isEmpty();
        }

        @Override
        public void commands(Set<Integer> commandPartitions, Sink<ScalingCommand> sink) {
            commands.forEach(command -> sink.accept(0, command));
        }

        @Override
        public void close() {}
    }

    private CommandExecutor executor(Serde<ScalingCommand> commands) {
        return executor(commands, SETTINGS);
    }

    private CommandExecutor executor(Serde<ScalingCommand> commands, Map<String, Object> all) {
        return executor(commands, all, Scope.ALL);
    }

    private CommandExecutor executor(Serde<ScalingCommand> commands, Map<String, Object> all, Scope scope) {
        ExecutorSettings settings = new ExecutorSettings(
                all,
                Topics.plain(),
                "here",
                "sluice-executor",
                TimeSource.wall(() -> NOON),
                new Backoff(3, Duration.ofSeconds(1), Duration.ofSeconds(4)),
                Duration.ofHours(1),
                4,
                Duration.ofSeconds(30),
                scope,
                0);
        GuardedActuator conduct = GuardedActuator.of(platform, settings, () -> nanos, () -> 0);
        return new CommandExecutor(
                settings,
                conduct,
                Runnable::run,
                stopped -> new ExecutorClients(consumer, producer, commands, ackSerde, memory));
    }

    @BeforeEach
    void start() {
        assign();
    }

    private void assign() {
        executor.subscribe();
        consumer.rebalance(List.of(COMMANDS));
        consumer.updateBeginningOffsets(Map.of(COMMANDS, 0L));
    }

    @Test
    void commands_are_carried_out_acknowledged_and_then_committed() {
        arrives("checkout", command("checkout", 5, 1, NOON));
        arrives("search", command("search", 2, 1, NOON));
        executor.step();

        assertThat(platform.carriedOut).containsExactly("checkout/1=5", "search/1=2");
        assertThat(acks()).containsExactly("checkout/1 APPLIED 5", "search/1 APPLIED 2");
        assertThat(keys("scaling-acks")).containsExactly("checkout", "search");
        assertThat(committed()).isEqualTo(2);
        assertThat(executor.counts().of(AckStatus.APPLIED)).isEqualTo(2);
    }

    @Test
    void commands_of_others_are_passed_over() {
        executor.close();
        consumer = new MockConsumer<>("earliest");
        producer = new MockProducer<>(true, null, new ByteArraySerializer(), new ByteArraySerializer());
        executor = executor(commandSerde, SETTINGS, Scope.of(List.of("chat*"), List.of("gpu")));
        assign();
        arrives("chat", command("chat", "gpu", 5, 1, NOON));
        arrives("chat", command("chat", "cpu", 3, 2, NOON));
        arrives("search", command("search", "gpu", 2, 1, NOON));
        executor.step();

        assertThat(platform.carriedOut).containsExactly("chat/gpu/1=5");
        assertThat(acks()).containsExactly("chat/gpu/1 APPLIED 5");
        assertThat(committed()).as("others' commands are not waited for").isEqualTo(3);
        assertThat(executor.counts().passedOverCommands()).isEqualTo(2);
    }

    @Test
    void what_is_no_command_goes_to_dead_letters_and_the_next_is_carried_out() {
        arrivesRaw("checkout", "no avro at all".getBytes(StandardCharsets.UTF_8));
        byte[] unknownSchema = commandSerde.serializer().serialize("scaling-commands", command("checkout", 1, 1, NOON));
        unknownSchema[3] = 99;
        arrivesRaw("checkout", unknownSchema);
        arrivesRaw(null, bytes(command("checkout", 4, 1, NOON)));
        arrivesRaw("search", bytes(command("checkout", 4, 1, NOON)));
        arrivesRaw("checkout", bytes(command("checkout", -1, 1, NOON)));
        arrives("checkout", Commands.sized(command("checkout", 4, 1, NOON), -1, 0, 0));
        PoolShare gpu = Commands.share("gpu", 2, null, 40);
        arrives("checkout", Commands.allocated(command("checkout", 4, 1, NOON), gpu, gpu));
        arrives("checkout", command("checkout", 5, 2, NOON));
        executor.step();

        assertThat(deadLetters())
                .containsExactly(
                        "UNREADABLE@0",
                        "UNKNOWN_SCHEMA@1",
                        "NULL_KEY@2",
                        "KEY_IS_NOT_SERVICE@3",
                        "IMPOSSIBLE_VALUE@4",
                        "IMPOSSIBLE_VALUE@5",
                        "IMPOSSIBLE_VALUE@6");
        assertThat(acks()).containsExactly("checkout/2 APPLIED 5");
        assertThat(committed()).isEqualTo(8);
        assertThat(executor.counts().deadLetters()).isEqualTo(7);
    }

    @Test
    void a_deleted_command_is_nothing_to_do() {
        arrivesRaw("checkout", null);
        executor.step();

        assertThat(producer.history()).isEmpty();
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void without_a_registry_nothing_is_a_dead_letter_and_nothing_is_passed_over() {
        boolean[] down = {false};
        Deserializer<ScalingCommand> reader = (topic, bytes) -> {
            if (down[0]) {
                throw new RegistryUnavailableException("nobody answers", null);
            }
            return commandSerde.deserializer().deserialize(topic, bytes);
        };
        consumer = new MockConsumer<>("earliest");
        executor = executor(Serdes.serdeFrom(commandSerde.serializer(), reader));
        assign();

        down[0] = true;
        arrives("checkout", command("checkout", 5, 1, NOON));
        executor.step();
        assertThat(producer.history()).isEmpty();
        assertThat(consumer.position(COMMANDS)).isZero();

        down[0] = false;
        arrivesAt(0, "checkout", bytes(command("checkout", 5, 1, NOON)));
        executor.step();
        assertThat(acks()).containsExactly("checkout/1 APPLIED 5");
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void a_command_that_waits_for_the_registry_for_long_is_a_dead_letter_and_the_next_is_carried_out() {
        byte[] strange = bytes(command("checkout", 1, 1, NOON));
        Deserializer<ScalingCommand> reader = (topic, bytes) -> {
            if (Arrays.equals(bytes, strange)) {
                throw new RegistryUnavailableException("nobody answers", null);
            }
            return commandSerde.deserializer().deserialize(topic, bytes);
        };
        consumer = new MockConsumer<>("earliest");
        executor = executor(Serdes.serdeFrom(commandSerde.serializer(), reader));
        assign();

        arrivesAt(0, "checkout", strange);
        arrivesAt(1, "checkout", bytes(command("checkout", 5, 2, NOON)));
        executor.step();
        assertThat(deadLetters()).isEmpty();

        nanos = Duration.ofSeconds(61).toNanos();
        arrivesAt(0, "checkout", strange);
        arrivesAt(1, "checkout", bytes(command("checkout", 5, 2, NOON)));
        executor.step();
        assertThat(deadLetters()).containsExactly("REGISTRY_UNAVAILABLE@0");
        assertThat(acks()).containsExactly("checkout/2 APPLIED 5");
    }

    @Test
    void acknowledgements_that_a_broker_loses_stop_it_before_anything_is_committed() {
        awaitsBroker();
        arrives("checkout", command("checkout", 5, 1, NOON));
        arrives("search", command("search", 2, 1, NOON));
        executor.step();
        assertThat(committed()).as("nothing is stored yet").isZero();

        producer.completeNext();
        producer.errorNext(new KafkaException("not authorized"));
        assertThatThrownBy(executor::step)
                .isInstanceOf(KafkaException.class)
                .hasMessage("scaling-acks could not be written: not authorized");
        assertThat(committed()).isZero();
    }

    @Test
    void offsets_are_committed_once_the_acknowledgements_are_stored() {
        awaitsBroker();
        arrives("checkout", command("checkout", 5, 1, NOON));
        executor.step();
        assertThat(committed()).isZero();

        producer.completeNext();
        executor.step();
        assertThat(committed()).isEqualTo(1);
    }

    @Test
    void a_dead_letter_that_the_broker_finds_too_large_is_cut_until_it_takes_it() {
        awaitsBroker();
        arrivesRaw("checkout", new byte[1_048_400]);
        executor.step();
        ProducerRecord<byte[], byte[]> whole = producer.history().get(0);
        assertThat(whole.value()).hasSizeLessThan(1_048_400);
        assertThat(header(whole, DeadLetter.VALUE_BYTES)).isEqualTo("1048400");

        producer.errorNext(new RecordTooLargeException("the topic takes 600,000 bytes"));
        executor.step();
        assertThat(committed()).isZero();
        ProducerRecord<byte[], byte[]> half = producer.history().get(1);
        assertThat(half.value()).hasSizeLessThan(524_288);
        assertThat(header(half, DeadLetter.VALUE_BYTES)).isEqualTo("1048400");

        producer.completeNext();
        executor.step();
        assertThat(committed()).isEqualTo(1);
    }

    /** From now on the broker stores nothing until the test says so. */
    private void awaitsBroker() {
        producer = new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
        consumer = new MockConsumer<>("earliest");
        executor = executor(commandSerde);
        assign();
    }

    @Test
    void a_name_that_no_acknowledgement_could_repeat_is_a_dead_letter() {
        String name = "n".repeat(500_000);
        arrives(name, command(name, 5, 1, NOON));
        arrives("checkout", command("checkout", "p".repeat(5_000), 5, 1, NOON));
        executor.step();

        assertThat(deadLetters()).containsExactly("IMPOSSIBLE_VALUE@0", "IMPOSSIBLE_VALUE@1");
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void a_command_that_is_still_tried_is_not_committed() {
        platform.failsNext("conflict", true);
        arrives("checkout", command("checkout", 5, 1, NOON));
        arrives("search", command("search", 2, 1, NOON));
        executor.step();

        assertThat(acks()).containsExactly("search/1 APPLIED 2");
        assertThat(committed()).isZero();
    }

    @Test
    void acknowledgements_that_cannot_be_stored_stop_it_before_anything_is_committed() {
        producer.sendException = new KafkaException("disk full");
        arrives("checkout", command("checkout", 5, 1, NOON));

        assertThatThrownBy(executor::step).isInstanceOf(KafkaException.class).hasMessageContaining("disk full");
        assertThat(committed()).isZero();
    }

    @Test
    void a_restarted_executor_does_not_go_back_to_an_older_generation() {
        arrives("checkout", command("checkout", 5, 1, NOON));
        arrives("checkout", command("checkout", 9, 2, NOON));
        executor.step();

        // killed before it committed: both are delivered again, one after the other
        restart(SETTINGS);
        arrivesAt(0, "checkout", bytes(command("checkout", 5, 1, NOON)));
        executor.step();
        arrivesAt(1, "checkout", bytes(command("checkout", 9, 2, NOON)));
        executor.step();

        assertThat(platform.carriedOut).containsExactly("checkout/2=9");
        assertThat(acks()).containsExactly("checkout/1 SUPERSEDED 5", "checkout/2 SUPERSEDED 9");
        assertThat(memory.askedSince).hasValue(NOON.minusSeconds(3600));
    }

    @Test
    void two_pools_of_a_service_one_failing_one_not_and_a_restart_in_between() {
        platform.failsNext("no GPU is free", true);
        arrives("chat", command("chat", "gpu", 2, 1, NOON));
        arrives("chat", command("chat", "cpu", 10, 2, NOON));
        executor.step();
        assertThat(acks()).containsExactly("chat/cpu/2 APPLIED 10");
        assertThat(committed()).isZero();

        restart(SETTINGS);
        arrivesAt(0, "chat", bytes(command("chat", "gpu", 2, 1, NOON)));
        arrivesAt(1, "chat", bytes(command("chat", "cpu", 10, 2, NOON)));
        executor.step();

        assertThat(platform.carriedOut).containsExactly("chat/cpu/2=10", "chat/gpu/1=2");
        assertThat(acks()).containsExactly("chat/gpu/1 APPLIED 2", "chat/cpu/2 SUPERSEDED 10");
        assertThat(committed()).isEqualTo(2);
    }

    @Test
    void every_pools_newest_order_is_watched_after_a_restart_however_old_it_is() {
        arrives("chat", command("chat", "cpu", 10, 6, NOON));
        arrives("chat", command("chat", "gpu", 3, 7, NOON));
        executor.step();
        memory.older.addAll(written());
        producer.clear();

        // compaction leaves the newest command, and all acknowledgements are older than what is always read
        memory.commands.add(Commands.allocated(
                command("chat", "gpu", 3, 7, NOON.minusSeconds(86_400)),
                Commands.share("cpu", 10, null, 3),
                Commands.share("gpu", 3, null, 40),
                Commands.share("spot", 0, null, 40)));
        restart(SETTINGS);
        Order cpu = new Order(new Target("chat", "cpu"), 10, 6);
        platform.seen.add(new Observed(cpu, 12, OptionalInt.of(8), OptionalInt.empty(), ""));
        for (int seconds = 0; seconds < 20; seconds += 5) {
            nanos += Duration.ofSeconds(6).toNanos();
            executor.step();
        }
        assertThat(acks()).containsExactly("chat/cpu/6 DRIFTED 10 ready 8");
    }

    @Test
    void weights_follow_what_was_applied_and_are_rebuilt_after_a_restart() throws IOException {
        restart(weights(directory.resolve("weights")));
        platform.failsNext("no GPU is free", true);
        arrives("chat", allocated(command("chat", "gpu", 2, 1, NOON)));
        executor.step();
        assertThat(weightsOf("chat")).as("nothing was applied").doesNotExist();

        arrives("chat", allocated(command("chat", "cpu", 10, 2, NOON)));
        executor.step();
        assertThat(weightsOf("chat")).content().isEqualTo("""
                {"service":"chat","total":1000,"weights":[\
                {"pool":"cpu","ready":10,"perReplica":3.0,"weight":273},\
                {"pool":"gpu","ready":2,"perReplica":40.0,"weight":727}]}
                """);

        // on another machine: no files there
        memory.commands.add(allocated(command("chat", "cpu", 10, 2, NOON)));
        restart(weights(directory.resolve("elsewhere")));
        executor.step();
        assertThat(directory.resolve("elsewhere/chat.weights.json")).hasSameTextualContentAs(weightsOf("chat"));
        assertThat(memory.askedSince).as("what became ready long ago").isEmpty();
    }

    @Test
    void weights_that_cannot_be_written_stop_nothing() throws IOException {
        Path inTheWay = Files.writeString(directory.resolve("file"), "no directory");
        restart(weights(inTheWay));
        arrives("checkout", command("checkout", 5, 1, NOON));
        executor.step();
        assertThat(acks()).containsExactly("checkout/1 APPLIED 5");
        assertThat(committed()).isEqualTo(1);

        Files.delete(inTheWay);
        arrives("checkout", command("checkout", 6, 2, NOON));
        executor.step();
        assertThat(inTheWay.resolve("checkout.weights.json")).content().contains("\"ready\":6");
    }

    private Map<String, Object> weights(Path where) {
        return Map.of(RegistrySettings.URL, REGISTRY, WeightSettings.DIRECTORY, where.toString());
    }

    private Path weightsOf(String service) {
        return directory.resolve("weights").resolve(service + ".weights.json");
    }

    private static ScalingCommand allocated(ScalingCommand command) {
        return Commands.allocated(command, Commands.share("cpu", 10, null, 3), Commands.share("gpu", 2, null, 40));
    }

    /** As if the executor had been killed and started with these settings. */
    private void restart(Map<String, Object> all) {
        memory.acks.addAll(written());
        producer.clear();
        consumer = new MockConsumer<>("earliest");
        executor = executor(commandSerde, all);
        assign();
    }

    @Test
    void closed_before_it_ran_it_lets_go_of_everything() {
        executor.close();

        assertThat(consumer.closed()).isTrue();
        assertThat(producer.closed()).isTrue();
    }

    private void arrives(String key, ScalingCommand command) {
        arrivesRaw(key, bytes(command));
    }

    private void arrivesRaw(@Nullable String key, byte @Nullable [] value) {
        arrivesAt(offset++, key, value);
    }

    @SuppressWarnings("NullAway") // null keys and values are what some of these tests are about
    private void arrivesAt(long at, @Nullable String key, byte @Nullable [] value) {
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        consumer.addRecord(new ConsumerRecord<>(COMMANDS.topic(), COMMANDS.partition(), at, keyBytes, value));
    }

    private byte[] bytes(ScalingCommand command) {
        return commandSerde.serializer().serialize("scaling-commands", command);
    }

    private long committed() {
        OffsetAndMetadata committed = consumer.committed(Set.of(COMMANDS)).get(COMMANDS);
        return committed == null ? 0 : committed.offset();
    }

    private List<ProducerRecord<byte[], byte[]>> sent(String topic) {
        return producer.history().stream()
                .filter(record -> record.topic().equals(topic))
                .toList();
    }

    private List<ScalingAck> written() {
        return sent("scaling-acks").stream()
                .map(record -> ackSerde.deserializer().deserialize(record.topic(), record.value()))
                .toList();
    }

    private List<String> acks() {
        return written().stream().map(Commands::line).toList();
    }

    private List<String> keys(String topic) {
        return sent(topic).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<String> deadLetters() {
        return sent("dead-letters").stream()
                .map(record -> header(record, DeadLetter.REASON) + "@" + header(record, DeadLetter.OFFSET))
                .toList();
    }

    private static String header(ProducerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }
}
