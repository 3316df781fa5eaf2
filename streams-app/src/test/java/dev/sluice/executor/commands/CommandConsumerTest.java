package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.client.CommandConsumer;
import dev.sluice.client.CommandHandler;
import dev.sluice.client.CommandHandler.Answer;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Target;
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
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** Executors of others, with the consumer of {@code schemas}. */
final class CommandConsumerTest {
    private static final int PARTITIONS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static EmbeddedBroker broker;

    private final List<CommandConsumer> running = new ArrayList<>();
    private final List<CompletableFuture<Void>> ends = new ArrayList<>();
    private final List<String> carriedOut = Collections.synchronizedList(new ArrayList<>());
    private Topics topics = Topics.plain();
    private Map<String, Object> settings = Map.of();

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @BeforeEach
    void topics(TestInfo test) throws Exception {
        String name = test.getTestMethod().orElseThrow().getName();
        topics = new Topics(name + ".");
        settings = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "topic.prefix",
                topics.prefix(),
                "group.id",
                name,
                "executor.name",
                "nomad-eu",
                RegistrySettings.URL,
                "mock://" + name);
        BrokerTopics.create(
                broker.bootstrapServers(),
                List.of(Topic.SCALING_COMMANDS, Topic.SCALING_ACKS, Topic.DEAD_LETTERS).stream()
                        .map(topic -> new NewTopic(topics.name(topic), PARTITIONS, (short) 1))
                        .toList());
    }

    @AfterEach
    void stopAll() {
        running.forEach(CommandConsumer::close);
        ends.forEach(CompletableFuture::join);
    }

    private CommandConsumer start(CommandHandler handler) {
        return start(Map.of(), handler);
    }

    private CommandConsumer start(Map<String, Object> more, CommandHandler handler) {
        Map<String, Object> all = new HashMap<>(settings);
        all.putAll(more);
        CommandConsumer consumer = new CommandConsumer(all, handler);
        running.add(consumer);
        ends.add(CompletableFuture.runAsync(consumer, task -> new Thread(task).start()));
        return consumer;
    }

    private Answer carryOut(ScalingCommand command) {
        carriedOut.add(Target.of(command) + "/" + command.getGeneration() + "=" + command.getReplicas());
        return Answer.done();
    }

    @Test
    void commands_are_carried_out_and_acknowledged() throws Exception {
        start(command -> {
            carryOut(command);
            return Answer.ready(command.getReplicas());
        });
        send(command("checkout", 5, 1, Instant.now()), command("chat", "gpu", 2, 3, Instant.now()));

        assertThat(acks(2)).containsExactlyInAnyOrder("checkout/1 APPLIED 5 ready 5", "chat/gpu/3 APPLIED 2 ready 2");
        assertThat(carriedOut).containsExactlyInAnyOrder("checkout/1=5", "chat/gpu/3=2");
    }

    @Test
    void repeated_older_and_expired_commands_are_answered_and_not_carried_out() throws Exception {
        start(this::carryOut);
        Instant now = Instant.now();
        send(command("checkout", 5, 4, now));
        acks(1);
        send(
                command("checkout", 5, 4, now),
                command("checkout", 9, 3, now),
                command("checkout", 8, 5, now.minusSeconds(3600)));

        assertThat(acks(4))
                .containsExactlyInAnyOrder(
                        "checkout/4 APPLIED 5",
                        "checkout/4 SUPERSEDED 5",
                        "checkout/3 SUPERSEDED 9",
                        "checkout/5 EXPIRED 8");
        assertThat(carriedOut).containsExactly("checkout/4=5");
    }

    @Test
    void at_its_first_start_of_many_commands_only_the_newest_of_each_pool_are_carried_out() throws Exception {
        for (int generation = 1; generation <= 30; generation++) {
            send(command("chat", generation % 2 == 0 ? "gpu" : "cpu", generation, generation, Instant.now()));
        }
        start(this::carryOut);

        assertThat(acks(30)).contains("chat/gpu/30 APPLIED 30", "chat/cpu/29 APPLIED 29", "chat/cpu/1 SUPERSEDED 1");
        assertThat(carriedOut).containsExactlyInAnyOrder("chat/gpu/30=30", "chat/cpu/29=29");
    }

    @Test
    void whatever_a_handler_throws_is_a_failed_acknowledgement_and_stops_nothing() throws Exception {
        start(command -> {
            switch (command.getService()) {
                case "a" -> throw new java.io.IOException("quota exceeded");
                case "b" -> throw new NoClassDefFoundError("lib/Missing");
                case "c" -> {
                    return Answer.failed("no capacity");
                }
                default -> {
                    return carryOut(command);
                }
            }
        });
        Instant now = Instant.now();
        send(command("a", 1, 1, now), command("b", 1, 1, now), command("c", 1, 1, now), command("d", 1, 1, now));

        assertThat(acks(4)).containsExactlyInAnyOrder("a/1 FAILED 1", "b/1 FAILED 1", "c/1 FAILED 1", "d/1 APPLIED 1");
        assertThat(read(Topic.SCALING_ACKS, 4))
                .extracting(r -> ack(r).getMessage())
                .contains("java.io.IOException: quota exceeded", "no capacity", "");
        send(command("a", 2, 2, now));
        acks(5);
    }

    @Test
    void an_answer_that_cannot_be_is_a_failed_acknowledgement_that_fits_and_stops_nothing() throws Exception {
        start(command -> switch (command.getService()) {
            case "a" -> throw new StackOverflowError();
            case "b" -> Answer.failed("x".repeat(3_000_000));
            case "c" -> Answer.ready(-5);
            case "d" -> Answer.ready(Integer.MAX_VALUE);
            default -> carryOut(command);
        });
        Instant now = Instant.now();
        for (String service : List.of("a", "b", "c", "d", "e")) {
            send(command(service, 1, 1, now));
        }

        assertThat(acks(5))
                .containsExactlyInAnyOrder(
                        "a/1 FAILED 1", "b/1 FAILED 1", "c/1 FAILED 1", "d/1 FAILED 1", "e/1 APPLIED 1");
        assertThat(read(Topic.SCALING_ACKS, 5))
                .allSatisfy(record -> assertThat(ack(record).getMessage()).hasSizeLessThan(4096));
    }

    @Test
    void after_a_restart_nothing_acknowledged_is_carried_out_again_and_older_commands_are_refused() throws Exception {
        CommandConsumer first = start(this::carryOut);
        Instant now = Instant.now();
        send(command("checkout", 5, 7, now), command("chat", "gpu", 2, 9, now));
        acks(2);
        first.close();

        start(this::carryOut);
        send(command("checkout", 3, 6, now), command("chat", "cpu", 4, 8, now), command("chat", "cpu", 4, 10, now));

        assertThat(acks(5)).contains("checkout/6 SUPERSEDED 3", "chat/cpu/8 SUPERSEDED 4", "chat/cpu/10 APPLIED 4");
        assertThat(carriedOut).containsExactlyInAnyOrder("checkout/7=5", "chat/gpu/9=2", "chat/cpu/10=4");
    }

    @Test
    void a_command_whose_handler_was_given_up_comes_again() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CommandConsumer first = start(command -> {
            begun.countDown();
            never.await();
            return Answer.done();
        });
        send(command("checkout", 5, 1, Instant.now()));
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        first.close();

        start(this::carryOut);
        assertThat(acks(1)).containsExactly("checkout/1 APPLIED 5");
        assertThat(carriedOut).containsExactly("checkout/1=5");
    }

    @Test
    void a_handler_may_take_longer_than_the_consumer_may_be_silent() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        start(Map.of("max.poll.interval.ms", 1_000), command -> {
            calls.incrementAndGet();
            Thread.sleep(2_500);
            return Answer.done();
        });
        send(command("checkout", 5, 1, Instant.now()));

        assertThat(acks(1)).containsExactly("checkout/1 APPLIED 5");
        assertThat(calls).hasValue(1);
    }

    @Test
    void when_another_takes_a_share_every_target_only_moves_forward() throws Exception {
        start(this::carryOut);
        Random random = new Random(9);
        for (int generation = 1; generation <= 20; generation++) {
            if (generation == 5 || generation == 12) {
                start(this::carryOut);
            }
            int now = generation;
            ScalingCommand[] commands = IntStream.range(0, 8)
                    .mapToObj(i -> command("s" + i, random.nextInt(9), now, Instant.now()))
                    .toArray(ScalingCommand[]::new);
            send(commands);
        }
        acks(160);

        for (int service = 0; service < 8; service++) {
            String name = "s" + service + "/";
            assertThat(List.copyOf(carriedOut).stream()
                            .filter(line -> line.startsWith(name))
                            .map(line -> Integer.parseInt(line.replaceAll(".*/|=.*", "")))
                            .toList())
                    .isSorted()
                    .endsWith(20);
        }
    }

    @Test
    void what_is_no_command_is_a_dead_letter_and_stops_nothing() throws Exception {
        start(this::carryOut);
        byte[] key = "checkout".getBytes(StandardCharsets.UTF_8);
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(topics.name(Topic.SCALING_COMMANDS), key, new byte[] {7, 7}))
                    .get();
            producer.send(new ProducerRecord<>(topics.name(Topic.SCALING_COMMANDS), key, null))
                    .get();
        }
        send(command("checkout", 5, 1L << 60, Instant.now()), command("checkout", 5, 1, Instant.now()));

        assertThat(acks(1)).containsExactly("checkout/1 APPLIED 5");
        assertThat(read(Topic.DEAD_LETTERS, 2))
                .extracting(
                        r -> new String(r.headers().lastHeader("sluice.reason").value(), StandardCharsets.UTF_8))
                .containsExactly("UNREADABLE", "IMPOSSIBLE_VALUE");
    }

    @Test
    void commands_of_others_are_passed_over() throws Exception {
        start(new CommandHandler() {
            @Override
            public Answer handle(ScalingCommand command) {
                return carryOut(command);
            }

            @Override
            public boolean isMine(ScalingCommand command) {
                return command.getPool().equals("gpu");
            }
        });
        send(command("chat", "cpu", 5, 1, Instant.now()), command("chat", "gpu", 5, 2, Instant.now()));

        assertThat(acks(1)).containsExactly("chat/gpu/2 APPLIED 5");
        assertThat(carriedOut).containsExactly("chat/gpu/2=5");
    }

    @Test
    void replicas_that_become_ready_later_are_said_later() throws Exception {
        CompletableFuture<ScalingCommand> taken = new CompletableFuture<>();
        CommandConsumer consumer = start(command -> {
            taken.complete(command);
            return Answer.ready(0);
        });
        send(command("checkout", 5, 1, Instant.now()));
        acks(1);
        consumer.ready(taken.join(), 5);

        assertThat(acks(2)).containsExactly("checkout/1 APPLIED 5 ready 0", "checkout/1 READY 5 ready 5");
    }

    @Test
    void without_a_group_it_does_not_start() {
        assertThatThrownBy(() -> new CommandConsumer(Map.of("bootstrap.servers", "localhost:1"), this::carryOut))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("group.id must be set");
    }

    @Test
    void the_example_of_the_documentation_is_this_program() throws Exception {
        String program = Files.readString(
                root().resolve("streams-app/src/test/java/dev/sluice/executor/commands/ScriptScaler.java"));
        String shown = program.substring(program.indexOf("import dev.sluice.client"));

        assertThat(Files.readString(root().resolve("docs/clients.md"))).contains("```java\n" + shown + "```\n");
    }

    private static Path root() {
        return Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");
    }

    private void send(ScalingCommand... commands) throws Exception {
        String topic = topics.name(Topic.SCALING_COMMANDS);
        try (Serde<ScalingCommand> serde = ValueSerdes.of(ScalingCommand.class, settings);
                KafkaProducer<byte[], byte[]> producer = producer()) {
            for (ScalingCommand command : commands) {
                byte[] key = command.getService().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(
                                topic, key, serde.serializer().serialize(topic, command)))
                        .get();
            }
        }
    }

    private static KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    /** The acknowledgements from the beginning, once there are this many, one line each. */
    private List<String> acks(int count) {
        return read(Topic.SCALING_ACKS, count).stream()
                .map(record -> Commands.line(ack(record)))
                .toList();
    }

    private ScalingAck ack(ConsumerRecord<byte[], byte[]> record) {
        try (Serde<ScalingAck> serde = ValueSerdes.of(ScalingAck.class, settings)) {
            ScalingAck ack = serde.deserializer().deserialize(record.topic(), record.value());
            assertThat(ack.getExecutor()).isEqualTo("nomad-eu");
            return ack;
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> read(Topic topic, int count) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                    .mapToObj(p -> new TopicPartition(topics.name(topic), p))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            Instant until = Instant.now().plus(PATIENCE);
            while (found.size() < count && Instant.now().isBefore(until)) {
                consumer.poll(Duration.ofMillis(100)).forEach(found::add);
            }
        }
        assertThat(found).as("%s within %s", topic.plainName(), PATIENCE).hasSize(count);
        return found;
    }
}
