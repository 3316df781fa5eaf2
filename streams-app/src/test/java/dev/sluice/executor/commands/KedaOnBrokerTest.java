package dev.sluice.executor.commands;

import static dev.sluice.executor.commands.Commands.command;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.embedded.FreePort;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.ExecutorSettings;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.executor.keda.KedaOperator;
import dev.sluice.schemas.RegistrySettings;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import io.grpc.StatusRuntimeException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Executors with the actuator keda on a broker, and KEDA's operator that asks any of them about any service. */
final class KedaOnBrokerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Topics TOPICS = new Topics("keda.");

    private final EmbeddedBroker broker = EmbeddedBroker.start();
    private final List<Running> running = new ArrayList<>();

    private record Running(CommandExecutor executor, CompletableFuture<Void> ended, KedaOperator keda) {
        void stop() {
            keda.close();
            executor.close();
            ended.join();
        }
    }

    private Map<String, Object> settings() {
        return Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "topic.prefix",
                TOPICS.prefix(),
                RegistrySettings.URL,
                "mock://keda",
                "executor.actuator",
                "keda",
                "executor.keda.observe",
                "none");
    }

    @BeforeEach
    void topics() throws Exception {
        BrokerTopics.create(
                broker.bootstrapServers(),
                TOPICS.names().stream()
                        .map(topic -> new NewTopic(topic, 4, (short) 1))
                        .toList());
    }

    @AfterEach
    void stop() {
        running.forEach(Running::stop);
        broker.close();
    }

    private Running start(Map<String, Object> more) throws Exception {
        Map<String, Object> all = new HashMap<>(settings());
        int port = FreePort.find();
        all.put("executor.keda.port", port);
        all.putAll(more);
        CommandExecutor executor = new CommandExecutor(ExecutorSettings.from(all), Actuators.from(all));
        Running started = new Running(
                executor,
                CompletableFuture.runAsync(executor, task -> new Thread(task).start()),
                new KedaOperator(port));
        running.add(started);
        return started;
    }

    private void send(ScalingCommand... commands) throws Exception {
        for (ScalingCommand command : commands) {
            try (Serde<ScalingCommand> serde = ValueSerdes.of(ScalingCommand.class, settings())) {
                String topic = TOPICS.name(Topic.SCALING_COMMANDS);
                send(command.getService(), serde.serializer().serialize(topic, command));
            }
        }
    }

    private void send(String service, byte @Nullable [] value) throws Exception {
        try (KafkaProducer<byte[], byte[]> producer = producer()) {
            producer.send(new ProducerRecord<>(
                            TOPICS.name(Topic.SCALING_COMMANDS), service.getBytes(StandardCharsets.UTF_8), value))
                    .get();
        }
    }

    /** What the operator gets from this executor, once it gets that; a refusal is the name of its code. */
    private static void eventually(Running executor, String service, String pool, Object expected) throws Exception {
        Supplier<Object> ask = () -> {
            try {
                return executor.keda().metric(service, pool);
            } catch (StatusRuntimeException e) {
                return e.getStatus().getCode().name();
            }
        };
        Instant until = Instant.now().plus(PATIENCE);
        while (!ask.get().equals(expected) && Instant.now().isBefore(until)) {
            Thread.sleep(20);
        }
        assertThat(ask.get()).as("%s %s", service, pool).isEqualTo(expected);
    }

    @Test
    void each_executor_of_a_group_answers_for_all_services_and_still_does_after_a_restart() throws Exception {
        Instant now = Instant.now();
        Running one = start(Map.of());
        Running other = start(Map.of());
        for (int i = 0; i < 8; i++) {
            send(command("service-" + i, i, 1, now));
        }
        send(command("chat", "gpu", 3, 2, now), command("late", 9, 1, now.minusSeconds(3600)));

        for (Running executor : List.of(one, other)) {
            for (int i = 0; i < 8; i++) {
                eventually(executor, "service-" + i, "", (double) i);
            }
            eventually(executor, "chat", "gpu", 3.0);
            eventually(executor, "late", "", "NOT_FOUND");
        }

        KedaOperator.Activity activity = other.keda().stream("service-0", "");
        assertThat(activity.next()).isFalse();
        send(command("service-0", 2, 2, Instant.now()));
        assertThat(activity.next()).as("whichever executor carries it out").isTrue();

        one.stop();
        other.stop();
        running.clear();
        Running next = start(Map.of());
        eventually(next, "service-0", "", 2.0);
        eventually(next, "service-7", "", 7.0);
        eventually(next, "chat", "gpu", 3.0);
        assertThat(next.keda().isActive("service-0", "")).isTrue();

        send("chat", null);
        eventually(next, "chat", "gpu", "NOT_FOUND");
    }

    @Test
    void an_order_older_than_the_look_back_is_found_where_the_newest_command_has_expired() throws Exception {
        Instant now = Instant.now();
        Instant yesterday = now.minus(Duration.ofDays(1));
        ScalingCommand expired = command("checkout", 9, 8, now.minusSeconds(600));
        acknowledge(command("checkout", 5, 7, yesterday), AckStatus.APPLIED, yesterday);
        acknowledge(command("others", 2, 1, now), AckStatus.APPLIED, now.minusSeconds(700));
        acknowledge(expired, AckStatus.EXPIRED, now.minusSeconds(600));
        send(expired, command("stable", 3, 4, yesterday));

        // commands of yesterday that no acknowledgement of the last hour answers were carried out then
        Running executor = start(Map.of("executor.services", "checkout, stable, nothing"));
        eventually(executor, "checkout", "", 5.0);
        eventually(executor, "stable", "", 3.0);
    }

    private void acknowledge(ScalingCommand of, AckStatus status, Instant at) throws Exception {
        ScalingAck ack = ScalingAck.newBuilder()
                .setService(of.getService())
                .setPool(of.getPool())
                .setGeneration(of.getGeneration())
                .setReplicas(of.getReplicas())
                .setIssuedAt(of.getIssuedAt())
                .setStatus(status)
                .setExecutor("before")
                .setAt(at)
                .build();
        String topic = TOPICS.name(Topic.SCALING_ACKS);
        byte[] key = of.getService().getBytes(StandardCharsets.UTF_8);
        try (Serde<ScalingAck> serde = ValueSerdes.of(ScalingAck.class, settings());
                KafkaProducer<byte[], byte[]> producer = producer()) {
            byte[] value = serde.serializer().serialize(topic, ack);
            producer.send(new ProducerRecord<>(topic, 0, at.toEpochMilli(), key, value))
                    .get();
        }
    }

    private KafkaProducer<byte[], byte[]> producer() {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers()),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    @Test
    void an_executor_answers_only_for_what_it_carries_out() throws Exception {
        Instant now = Instant.now();
        Running gpu = start(Map.of("executor.pools", "gpu"));
        Running rest = start(Map.of("executor.pools", "\"\", cpu"));
        send(command("chat", "gpu", 3, 1, now), command("chat", "cpu", 4, 2, now), command("web", 5, 1, now));

        eventually(gpu, "chat", "gpu", 3.0);
        eventually(rest, "chat", "cpu", 4.0);
        eventually(rest, "web", "", 5.0);
        eventually(gpu, "chat", "cpu", "NOT_FOUND");
        eventually(rest, "chat", "gpu", "NOT_FOUND");
    }
}
