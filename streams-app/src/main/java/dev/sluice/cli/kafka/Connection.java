package dev.sluice.cli.kafka;

import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.cli.terminal.Waiting;
import dev.sluice.config.Settings;
import dev.sluice.config.text.Durations;
import dev.sluice.schemas.SchemaRegistry;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** The brokers and the registry that settings name, known to answer; whatever is asked of them has a longest wait. */
public final class Connection implements AutoCloseable {
    private static final int REGISTRY_RETRIES = 3;
    private static final int SHORT_WAIT_MS = 20;
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private final Settings settings;
    private final Admin admin;

    private Connection(Settings settings, Admin admin) {
        this.settings = settings;
        this.admin = admin;
    }

    /** A connection to brokers that have answered; {@link CommandFailedException} where none does in time. */
    public static Connection open(Settings settings) {
        Connection connection = new Connection(settings, admin(settings));
        try {
            connection.get(connection.admin.describeCluster().nodes());
            return connection;
        } catch (RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    private static Admin admin(Settings settings) {
        try {
            return Admin.create(bounded(settings.admin(), settings.brokerTimeout()));
        } catch (KafkaException e) {
            String why = e.getCause() == null ? e.getMessage() : e.getCause().getMessage();
            throw new CommandFailedException(
                    "no way to the brokers of bootstrap.servers=" + settings.bootstrapServers() + ": " + why
                            + ". Check the names of the hosts, and the settings of security and SASL",
                    e);
        }
    }

    public Admin admin() {
        return admin;
    }

    public Topics topics() {
        return settings.topics();
    }

    public SchemaRegistry registry() {
        return SchemaRegistry.at(registrySettings());
    }

    <T extends SpecificRecord> Serde<T> serde(Class<T> type) {
        return ValueSerdes.of(type, registrySettings());
    }

    /** A producer of records of this class under the names of services. */
    <T extends SpecificRecord> KafkaProducer<String, T> producer(Class<T> type) {
        Map<String, Object> all = new HashMap<>(settings.producer());
        all.put("acks", "all");
        all.put("max.block.ms", millis());
        all.putIfAbsent("linger.ms", 20);
        return new KafkaProducer<>(all, new StringSerializer(), serde(type).serializer());
    }

    /** A consumer of committed records, in no group. */
    KafkaConsumer<String, byte[]> consumer() {
        Map<String, Object> all = bounded(settings.consumer(), settings.brokerTimeout());
        all.remove("group.id");
        all.put("isolation.level", "read_committed");
        all.put("enable.auto.commit", false);
        all.put("auto.offset.reset", "earliest");
        // a person waits: nothing is left at the broker that would be waited for when this is closed
        all.put("fetch.max.wait.ms", SHORT_WAIT_MS);
        return new KafkaConsumer<>(all, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** The topics of the contract that are there. */
    public Map<Topic, TopicDescription> existing() {
        return existing(List.of(Topic.values()));
    }

    /** Those of these topics that are there. No right on other topics is needed. */
    private Map<Topic, TopicDescription> existing(List<Topic> topics) {
        Map<Topic, TopicDescription> found = new LinkedHashMap<>();
        List<String> names = topics.stream().map(topics()::name).toList();
        Map<String, KafkaFuture<TopicDescription>> asked =
                admin.describeTopics(names).topicNameValues();
        for (Topic topic : topics) {
            KafkaFuture<TopicDescription> answer = asked.get(topics().name(topic));
            if (answer != null) {
                describe(answer).ifPresent(description -> found.put(topic, description));
            }
        }
        return found;
    }

    /** Partitions of a topic; {@link CommandFailedException} says how to make it where it is missing. */
    int partitions(Topic topic) {
        return Optional.ofNullable(require(topic).get(topic))
                .map(description -> description.partitions().size())
                .orElse(0);
    }

    /** These topics; {@link CommandFailedException} where one is missing. */
    public Map<Topic, TopicDescription> require(Topic... required) {
        Map<Topic, TopicDescription> found = existing(List.of(required));
        List<String> missing = Arrays.stream(required)
                .filter(topic -> !found.containsKey(topic))
                .map(topics()::name)
                .toList();
        if (!missing.isEmpty()) {
            throw new CommandFailedException(
                    "no topic " + String.join(", ", missing) + " at " + settings.bootstrapServers()
                            + "; check topic.prefix, or make the topics with: sluice topics create --config FILE");
        }
        return found;
    }

    /** Waits until all topics of the contract are known: brokers hear of one a moment after it was made. */
    public void awaitTopics() {
        long deadline = System.nanoTime() + settings.brokerTimeout().toNanos();
        while (existing().size() < Topic.values().length) {
            if (System.nanoTime() - deadline > 0) {
                throw new CommandFailedException("topics that were made are not known at " + settings.bootstrapServers()
                        + " after " + Durations.text(settings.brokerTimeout()));
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(BETWEEN_LOOKS.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        }
    }

    /** The answer, within the longest wait. */
    public <T> T get(KafkaFuture<T> answer) {
        try (Waiting waiting = Waiting.until(() -> "waiting for the brokers at " + settings.bootstrapServers())) {
            return answer.get(millis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw silent(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailedException("interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof org.apache.kafka.common.errors.TimeoutException) {
                throw silent(cause);
            }
            if (cause instanceof AuthenticationException) {
                throw new CommandFailedException(
                        settings.bootstrapServers() + " does not accept who asks: " + cause.getMessage()
                                + ". Check security.protocol, sasl.mechanism, and name and password in sasl.jaas.config",
                        cause);
            }
            if (cause instanceof AuthorizationException) {
                throw new CommandFailedException(
                        "not allowed at " + settings.bootstrapServers() + ": " + cause.getMessage()
                                + " The rights of each process are in docs/security.md; sluice doctor says which are missing",
                        cause);
            }
            throw cause instanceof KafkaException known ? known : new CommandFailedException(cause.toString(), cause);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ofSeconds(1));
    }

    private Optional<TopicDescription> describe(KafkaFuture<TopicDescription> answer) {
        try {
            return Optional.of(get(answer));
        } catch (UnknownTopicOrPartitionException e) {
            return Optional.empty();
        }
    }

    private CommandFailedException silent(Throwable cause) {
        return new CommandFailedException(
                "no broker at " + settings.bootstrapServers() + " answered within broker.timeout="
                        + Durations.text(settings.brokerTimeout())
                        + ": check bootstrap.servers, that it runs and is reached from here, and that security.protocol"
                        + " is that of its listener",
                cause);
    }

    /** A person waits: the registry is asked again a few times only. */
    private Map<String, Object> registrySettings() {
        Map<String, Object> all = new HashMap<>(settings.registry());
        int retries = Integer.parseInt(String.valueOf(all.getOrDefault("max.retries", REGISTRY_RETRIES)));
        all.put("max.retries", Math.min(REGISTRY_RETRIES, retries));
        return all;
    }

    private int millis() {
        return Math.toIntExact(settings.brokerTimeout().toMillis());
    }

    private static Map<String, Object> bounded(Map<String, Object> given, Duration longest) {
        Map<String, Object> all = new HashMap<>(given);
        int millis = Math.toIntExact(longest.toMillis());
        all.put("default.api.timeout.ms", millis);
        all.put("request.timeout.ms", millis);
        all.put("enable.metrics.push", false);
        return all;
    }
}
