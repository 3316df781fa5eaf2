package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.BrokerTopics;
import dev.sluice.events.PoolShare;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.WeightSettings;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an executor promises on a real broker, whichever it is. */
abstract class ExecutorOnBrokerContract {
    private static final int PARTITIONS = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final List<String> carriedOut = Collections.synchronizedList(new ArrayList<>());
    private final List<ScalingAck> acks = new ArrayList<>();
    private final List<Running> running = new ArrayList<>();
    private boolean elsewhere;
    private Topics topics = Topics.plain();
    private Map<String, Object> settings = Map.of();

    abstract String bootstrapServers();

    /** An executor at work in a thread of its own. */
    private record Running(CommandExecutor executor, CompletableFuture<Void> ended) {
        void stop() {
            executor.close();
            ended.join();
        }
    }

    /** A platform that takes every order and tells of it. */
    private class Recording implements Actuator {
        @Override
        public Outcome apply(Order order, Instant now) {
            carriedOut.add(order.target() + "/" + order.generation());
            return new Outcome.Applied("", OptionalInt.empty());
        }

        @Override
        public List<Readiness> poll(List<Waiting> waiting) {
            return List.of();
        }

        @Override
        public boolean tellsReadiness() {
            return false;
        }
    }

    @BeforeEach
    void topics(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName()
                + Integer.toHexString(test.getDisplayName().hashCode());
        topics = new Topics(name + ".");
        settings = Map.of(
                "bootstrap.servers",
                bootstrapServers(),
                "topic.prefix",
                topics.prefix(),
                RegistrySettings.URL,
                "mock://" + getClass().getSimpleName() + name);
        BrokerTopics.create(
                bootstrapServers(),
                topics.names().stream()
                        .map(topic -> new NewTopic(topic, PARTITIONS, (short) 1))
                        .toList());
    }

    @AfterEach
    void stopAll() {
        running.forEach(Running::stop);
    }

    @Test
    void commands_of_a_transaction_that_was_aborted_are_never_carried_out() {
        Instant now = Instant.now();
        start();
        send(false, command("checkout", 9, 1, now));
        send(true, command("checkout", 5, 1, now), command("search", 2, 1, now));

        readAcks(2);
        assertThat(carriedOut).containsExactlyInAnyOrder("checkout/1", "search/1");
        assertThat(acks).extracting(ScalingAck::getReplicas).containsExactlyInAnyOrder(5, 2);
    }

    /** Clients in Python, Go or C# place keys in partitions in another way than Java's. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void killed_before_it_committed_it_does_not_go_back_to_an_older_generation(boolean otherPartitioner)
            throws Exception {
        elsewhere = otherPartitioner;
        Instant now = Instant.now();
        Running first = start();
        for (int generation = 1; generation <= 3; generation++) {
            send(true, tenServices(generation, now));
            readAcks(10 * generation);
        }
        List<String> before = List.copyOf(carriedOut);
        assertThat(before).hasSize(30);
        first.stop();

        rewind();
        start();
        send(true, tenServices(4, now));
        readAcks(70);

        assertThat(carriedOut.subList(0, 30)).isEqualTo(before);
        assertThat(carriedOut.subList(30, carriedOut.size()))
                .allMatch(order -> order.endsWith("/4"))
                .hasSize(10);
    }

    @Test
    void when_a_second_executor_takes_a_share_every_target_still_only_moves_forward() {
        Instant now = Instant.now();
        start();
        send(true, tenServices(1, now));
        readAcks(10);

        start();
        for (int generation = 2; generation <= 20; generation++) {
            send(true, tenServices(generation, now));
        }
        // what was not committed when the second came is answered twice
        readAcksUntil(lines -> IntStream.range(0, 10)
                .allMatch(service -> lines.stream().anyMatch(line -> line.startsWith("service-" + service + "/20 "))));

        for (int service = 0; service < 10; service++) {
            String name = "service-" + service + "/";
            List<Long> generations = List.copyOf(carriedOut).stream()
                    .filter(order -> order.startsWith(name))
                    .map(order -> Long.parseLong(order.substring(name.length())))
                    .toList();
            assertThat(generations).isSorted().doesNotHaveDuplicates().endsWith(20L);
        }
    }

    @Test
    void a_service_whose_platform_hangs_holds_up_no_other_and_not_the_end() {
        Instant now = Instant.now();
        CountDownLatch never = new CountDownLatch(1);
        Running first = start(settings, new Recording() {
            @Override
            public Outcome apply(Order order, Instant at) {
                if (order.target().service().equals("stuck")) {
                    awaitUninterruptibly(never);
                }
                return super.apply(order, at);
            }
        });
        send(true, command("stuck", 9, 1, now));
        send(true, tenServices(1, now));
        readAcks(10);
        assertThat(acks).extracting(ScalingAck::getService).doesNotContain("stuck");

        first.stop();
        start();
        // the next executor takes over what the first left open
        readAcksUntil(lines -> lines.contains("stuck/1 APPLIED 9"));
        never.countDown();
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        while (latch.getCount() > 0) {
            try {
                latch.await();
            } catch (InterruptedException e) {
                // as a client that swallows interruptions does
            }
        }
    }

    @Test
    void what_is_no_command_is_a_dead_letter_and_stops_nothing() throws Exception {
        start();
        byte[] key = "checkout".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = producer(Map.of())) {
            producer.send(new ProducerRecord<>(topics.name(Topic.SCALING_COMMANDS), key, new byte[] {7, 7}))
                    .get();
        }
        send(true, command("checkout", 5, 1, Instant.now()));

        readAcks(1);
        List<ConsumerRecord<byte[], byte[]>> dead = read(Topic.DEAD_LETTERS, 1);
        assertThat(new String(dead.get(0).headers().lastHeader("sluice.reason").value(), StandardCharsets.UTF_8))
                .isEqualTo("UNREADABLE");
        assertThat(dead.get(0).key()).isEqualTo(key);
        assertThat(dead.get(0).value()).containsExactly(7, 7);
    }

    @Test
    void weights_are_rebuilt_on_another_machine_from_what_the_topics_hold(@TempDir Path directory) throws Exception {
        Instant now = Instant.now();
        Path here = directory.resolve("here");
        Running first = start(here);
        PoolShare[] all = {Commands.share("cpu", 10, null, 3), Commands.share("gpu", 2, null, 40)};
        send(
                true,
                Commands.allocated(command("chat", "cpu", 10, 1, now), all),
                Commands.allocated(command("chat", "gpu", 2, 2, now), all),
                command("search", 2, 1, now));
        readAcks(3);
        first.stop();

        Path there = directory.resolve("there");
        start(there);
        for (String file : List.of("chat.weights.json", "search.weights.json")) {
            await(there.resolve(file));
            assertThat(there.resolve(file)).hasSameTextualContentAs(here.resolve(file));
        }
        assertThat(there.resolve("chat.weights.json")).content().contains("\"weight\":727");
    }

    private static void await(Path file) throws InterruptedException {
        for (int i = 0; i < PATIENCE.toMillis() / 50 && !Files.exists(file); i++) {
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private static ScalingCommand[] tenServices(long generation, Instant now) {
        return IntStream.range(0, 10)
                .mapToObj(service -> command("service-" + service, (int) generation, generation, now))
                .toArray(ScalingCommand[]::new);
    }

    private Running start() {
        return start(settings);
    }

    /** An executor that keeps files of weights in this directory. */
    private Running start(Path weights) {
        Map<String, Object> more = new HashMap<>(settings);
        more.put(WeightSettings.DIRECTORY, weights.toString());
        return start(more);
    }

    private Running start(Map<String, Object> all) {
        return start(all, new Recording());
    }

    private Running start(Map<String, Object> all, Actuator platform) {
        CommandExecutor executor = new CommandExecutor(ExecutorSettings.from(all), platform);
        Running started = new Running(executor, CompletableFuture.runAsync(executor, task -> new Thread(task).start()));
        running.add(started);
        return started;
    }

    /** As if the executor had died before its first commit. */
    private void rewind() throws ExecutionException, InterruptedException {
        Map<TopicPartition, OffsetAndMetadata> start = new HashMap<>();
        for (int p = 0; p < PARTITIONS; p++) {
            start.put(new TopicPartition(topics.name(Topic.SCALING_COMMANDS), p), new OffsetAndMetadata(0));
        }
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers()))) {
            admin.alterConsumerGroupOffsets(ExecutorSettings.from(settings).group(), start)
                    .all()
                    .get();
        }
    }

    private KafkaProducer<byte[], byte[]> producer(Map<String, Object> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("bootstrap.servers", bootstrapServers());
        return new KafkaProducer<>(all, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void send(boolean commit, ScalingCommand... commands) {
        String topic = topics.name(Topic.SCALING_COMMANDS);
        try (Serde<ScalingCommand> serde = ValueSerdes.of(ScalingCommand.class, settings);
                KafkaProducer<byte[], byte[]> producer = producer(Map.of("transactional.id", topic))) {
            producer.initTransactions();
            producer.beginTransaction();
            for (ScalingCommand command : commands) {
                byte[] key = command.getService().getBytes(StandardCharsets.UTF_8);
                // the commit says what the future would
                Future<RecordMetadata> unused = producer.send(new ProducerRecord<>(
                        topic, partition(key), key, serde.serializer().serialize(topic, command)));
            }
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    /** Where Java's client puts a key, or one further. */
    private @Nullable Integer partition(byte[] key) {
        return elsewhere ? Utils.toPositive(Utils.murmur2(key) + 1) % PARTITIONS : null;
    }

    /** Reads acknowledgements from the beginning until there are this many. */
    private void readAcks(int count) {
        readAcksUntil(lines -> lines.size() >= count);
    }

    /** Reads them until they are enough: commands that were not committed are answered again, as SUPERSEDED. */
    private void readAcksUntil(Predicate<List<String>> enough) {
        acks.clear();
        List<String> lines = new ArrayList<>();
        try (Serde<ScalingAck> serde = ValueSerdes.of(ScalingAck.class, settings)) {
            read(
                    Topic.SCALING_ACKS,
                    record -> {
                        ScalingAck ack = serde.deserializer().deserialize(record.topic(), record.value());
                        acks.add(ack);
                        lines.add(Commands.line(ack));
                    },
                    () -> enough.test(lines));
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(Topic topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        read(topic, found::add, () -> found.size() >= count);
        return found;
    }

    private void read(Topic topic, Consumer<ConsumerRecord<byte[], byte[]>> taker, BooleanSupplier enough) {
        Map<String, Object> config = Map.of("bootstrap.servers", bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(p -> new TopicPartition(topics.name(topic), p))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant until = Instant.now().plus(PATIENCE);
            while (!enough.getAsBoolean() && Instant.now().isBefore(until)) {
                consumer.poll(Duration.ofMillis(100)).forEach(taker);
            }
        }
        assertThat(enough.getAsBoolean())
                .as("%s within %s", topic.plainName(), PATIENCE)
                .isTrue();
    }
}
