package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.EmbeddedRegistry;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.schemas.HttpRegistry;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The programs of docs/clients.md in other languages, as they stand there, against a broker and a registry. */
final class ClientExamplesTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final List<Topic> WRITTEN = List.of(Topic.SCALING_ACKS, Topic.REQUEST_RATE_EVENTS);

    @TempDir
    private Path directory = Path.of("");

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final EmbeddedRegistry registry = startRegistry();
    private final Map<String, Object> settings =
            Map.of(RegistrySettings.URL, registry.url().toString());
    private final List<Process> started = new ArrayList<>();

    private static EmbeddedRegistry startRegistry() {
        try {
            return EmbeddedRegistry.start(0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @BeforeEach
    void topicsAndSchemas() throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            admin.createTopics(Stream.concat(Stream.of(Topic.SCALING_COMMANDS), WRITTEN.stream())
                            .map(topic -> new NewTopic(topic.plainName(), partitions(topic), (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        HttpRegistry client = new HttpRegistry(RegistrySettings.from(settings));
        WRITTEN.forEach(topic ->
                client.register(Topics.plain().subject(topic), topic.schema().orElseThrow()));
    }

    /** Reports have several: Sluice reads a service's records in the partition of its key alone. */
    private static int partitions(Topic topic) {
        return topic == Topic.REQUEST_RATE_EVENTS ? 7 : 1;
    }

    private static TopicPartition partitionOfCheckout(Topic topic) {
        byte[] key = "checkout".getBytes(StandardCharsets.UTF_8);
        return new TopicPartition(topic.plainName(), Utils.toPositive(Utils.murmur2(key)) % partitions(topic));
    }

    @AfterEach
    void stop() throws InterruptedException {
        for (Process process : started) {
            process.destroyForcibly().waitFor();
        }
        registry.close();
        broker.close();
    }

    @Test
    void in_python() throws Exception {
        assumePython();
        Path program = extract("## Write your own executor", "python", "scaler.py");

        playsItsPart("python", "/usr/bin/python3", program.toString());
    }

    @Test
    void reports_in_python() throws Exception {
        assumePython();
        Path program = extract("## How to send reports", "python", "reporter.py");

        reports("/usr/bin/python3", program.toString());
    }

    private static void assumePython() throws InterruptedException {
        assumeThat(exitCode("/usr/bin/python3", "-c", "import confluent_kafka, avro.io"))
                .as("python3-confluent-kafka and python3-avro are not installed: not run")
                .isZero();
    }

    @Test
    void in_javascript() throws Exception {
        assumeJavaScript();
        Path program = extract("## Write your own executor", "js", "scaler.mjs");

        playsItsPart("js", "node", program.toString());
    }

    @Test
    void reports_in_javascript() throws Exception {
        assumeJavaScript();
        Path program = extract("## How to send reports", "js", "reporter.mjs");

        reports("node", program.toString());
    }

    private void assumeJavaScript() throws IOException {
        Path modules = root().resolve("streams-app/target/clients/node_modules").toAbsolutePath();
        assumeThat(modules.resolve("kafkajs"))
                .as("not run; it needs: npm install --prefix streams-app/target/clients kafkajs avsc")
                .exists();
        Files.createSymbolicLink(directory.resolve("node_modules"), modules);
    }

    /** One report follows the other without a gap. */
    private void reports(String... program) throws Exception {
        start(program);
        List<RequestRateEvent> events = await(Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class, 2);
        assertThat(events).extracting(RequestRateEvent::getService).containsOnly("checkout");
        assertThat(events).extracting(RequestRateEvent::getRequests).containsOnly(60L);
        assertThat(events.get(0).getTo())
                .isAfter(events.get(0).getFrom())
                .isEqualTo(events.get(1).getFrom());
        assertThat(events.get(0).getLatency()).isNull();
    }

    private void playsItsPart(String executor, String... program) throws Exception {
        Instant now = Instant.now();
        Process first = start(program);
        send(command("checkout", 5, 4, now), command("chat", "gpu", 2, 9, now));
        awaitAcks(2);
        send(
                command("checkout", 5, 4, now),
                command("checkout", 9, 3, now),
                command("checkout", 8, 5, now.minusSeconds(3600)));
        awaitAcks(5);
        awaitCommit(executor + "-scaler", 5);
        first.destroyForcibly().waitFor();

        start(program);
        send(command("checkout", 1, 2, now), command("chat", "cpu", 4, 8, now), command("checkout", 7, 6, now));
        List<ScalingAck> acks = awaitAcks(8);
        assertThat(acks)
                .extracting(Commands::line)
                .containsExactly(
                        "checkout/4 APPLIED 5",
                        "chat/gpu/9 APPLIED 2",
                        "checkout/4 SUPERSEDED 5",
                        "checkout/3 SUPERSEDED 9",
                        "checkout/5 EXPIRED 8",
                        "checkout/2 SUPERSEDED 1",
                        "chat/cpu/8 SUPERSEDED 4",
                        "checkout/6 APPLIED 7");
        assertThat(acks).extracting(ScalingAck::getExecutor).containsOnly(executor);
        assertThat(acks.get(5).getKnownGeneration()).isEqualTo(5);
        assertThat(Files.readAllLines(directory.resolve("out")))
                .filteredOn(line -> line.startsWith("run "))
                .containsExactly("run 5 replicas of checkout", "run 2 replicas of chat", "run 7 replicas of checkout");
    }

    /** The commit of the last answer follows it. */
    private void awaitCommit(String group, long offset) throws Exception {
        TopicPartition commands = partitionOfCheckout(Topic.SCALING_COMMANDS);
        Instant until = Instant.now().plus(PATIENCE);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()))) {
            while (Instant.now().isBefore(until)) {
                OffsetAndMetadata committed = admin.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get()
                        .get(commands);
                if (committed != null && committed.offset() >= offset) {
                    return;
                }
                TimeUnit.MILLISECONDS.sleep(50);
            }
        }
        throw new AssertionError("not committed: " + printed());
    }

    /** Writes the first program of this language below a heading of docs/clients.md to a file. */
    private Path extract(String heading, String language, String name) throws IOException {
        String page = Files.readString(root().resolve("docs/clients.md"));
        String fence = "```" + language + "\n";
        int begin = page.indexOf(fence, page.indexOf(heading)) + fence.length();
        return Files.writeString(directory.resolve(name), page.substring(begin, page.indexOf("```\n", begin)));
    }

    private static Path root() {
        return Files.exists(Path.of("docs")) ? Path.of("") : Path.of("..");
    }

    private static int exitCode(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1;
        }
    }

    private Process start(String... program) throws IOException {
        List<String> command = new ArrayList<>(List.of(program));
        command.add(broker.bootstrapServers());
        command.add(registry.url().toString());
        Process process = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        directory.resolve("out").toFile()))
                .start();
        started.add(process);
        return process;
    }

    private void send(ScalingCommand... commands) throws Exception {
        String topic = Topic.SCALING_COMMANDS.plainName();
        try (Serde<ScalingCommand> serde = ValueSerdes.of(ScalingCommand.class, settings);
                KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            for (ScalingCommand command : commands) {
                byte[] key = command.getService().getBytes(StandardCharsets.UTF_8);
                producer.send(new ProducerRecord<>(
                                topic, key, serde.serializer().serialize(topic, command)))
                        .get();
            }
        }
    }

    private List<ScalingAck> awaitAcks(int count) {
        List<ScalingAck> acks = await(Topic.SCALING_ACKS, ScalingAck.class, count);
        assertThat(acks).hasSize(count);
        return acks;
    }

    /** What the program has written to a topic, at least so many records. */
    private <T extends SpecificRecord> List<T> await(Topic topic, Class<T> type, int count) {
        List<T> found = new ArrayList<>();
        TopicPartition partition = partitionOfCheckout(topic);
        try (Serde<T> serde = ValueSerdes.of(type, settings);
                KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new ByteArrayDeserializer(),
                        new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Instant until = Instant.now().plus(PATIENCE);
            while (found.size() < count && Instant.now().isBefore(until)) {
                consumer.poll(Duration.ofMillis(100))
                        .forEach(record -> found.add(serde.deserializer().deserialize(record.topic(), record.value())));
            }
        }
        assertThat(found)
                .as(() -> "records of the program, which printed " + printed())
                .hasSizeGreaterThanOrEqualTo(count);
        return found;
    }

    private String printed() {
        try {
            return Files.readString(directory.resolve("out"));
        } catch (IOException e) {
            return "nothing";
        }
    }
}
