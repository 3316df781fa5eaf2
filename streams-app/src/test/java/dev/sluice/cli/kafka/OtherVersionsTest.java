package dev.sluice.cli.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** An upgrade that adds an input: beside older instances nobody would decide, so the new one waits for their end. */
@Timeout(120)
final class OtherVersionsTest {
    private static final List<String> INPUTS = List.of("policies", "reports", "histories");

    private static EmbeddedBroker broker;
    private static Admin admin;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
        admin = Admin.create(Map.of("bootstrap.servers", (Object) broker.bootstrapServers()));
        BrokerTopics.create(
                broker.bootstrapServers(),
                INPUTS.stream().map(name -> new NewTopic(name, 2, (short) 1)).toList());
    }

    @AfterAll
    static void stopBroker() {
        admin.close();
        broker.close();
    }

    @Test
    void it_waits_while_an_instance_runs_that_does_not_read_a_topic_of_this_version() throws Exception {
        OtherVersions others = new OtherVersions(admin, "upgraded", INPUTS);
        CompletableFuture<Void> start;
        try (KafkaConsumer<byte[], byte[]> older = member("upgraded", List.of("policies", "reports"))) {
            assertThat(others.notRead()).containsExactly("histories");
            start = CompletableFuture.runAsync(others::awaitEnd);
            TimeUnit.MILLISECONDS.sleep(1500);
            assertThat(start).isNotDone();
            older.poll(Duration.ofMillis(10));
        }
        start.get(60, TimeUnit.SECONDS);
    }

    @Test
    void beside_instances_of_the_same_topics_and_where_there_are_none_it_starts_at_once() throws Exception {
        new OtherVersions(admin, "nobody", INPUTS).awaitEnd();
        try (KafkaConsumer<byte[], byte[]> same = member("same", INPUTS)) {
            assertThat(same.assignment()).hasSize(6);
            new OtherVersions(admin, "same", INPUTS).awaitEnd();
        }
    }

    private static KafkaConsumer<byte[], byte[]> member(String group, List<String> topics) {
        Map<String, Object> settings = Map.of("bootstrap.servers", broker.bootstrapServers(), "group.id", group);
        KafkaConsumer<byte[], byte[]> member =
                new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        member.subscribe(topics);
        // a topic that was made just now may be missing at first
        while (member.assignment().size() < 2 * topics.size()) {
            member.poll(Duration.ofMillis(100));
        }
        return member;
    }
}
