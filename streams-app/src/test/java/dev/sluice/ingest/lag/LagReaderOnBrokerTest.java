package dev.sluice.ingest.lag;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.manifest.MetricMapping.Lag;
import dev.sluice.embedded.BrokerTopics;
import dev.sluice.embedded.EmbeddedBroker;
import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A group that really reads from a broker, at times of readings that the test chooses. */
final class LagReaderOnBrokerTest {
    private static final int PARTITIONS = 4;
    private static final Lag ORDERS = new Lag("order-worker", "workers", List.of("orders"));

    private final Map<String, byte[]> stored = new HashMap<>();
    private final List<RequestRateEvent> events = new ArrayList<>();

    /** What every process of ingest does with readings, without the topics between. */
    private void own(List<LagWatch.Travelling> readings) {
        for (LagWatch.Travelling travelling : readings) {
            try {
                GroupReports.Step step = GroupReports.take(
                        travelling.reading(), key -> stored.get(travelling.service()), System.currentTimeMillis());
                stored.put(travelling.service(), step.stored());
                step.event().ifPresent(events::add);
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private RequestRateEvent last(String service) {
        Optional<RequestRateEvent> last = events.stream()
                .filter(event -> event.getService().equals(service))
                .reduce((before, after) -> after);
        return last.orElseThrow();
    }

    private static void produce(Producer<String, String> producer, int partition, int records) throws Exception {
        for (int i = 0; i < records; i++) {
            var unused = producer.send(new ProducerRecord<>("orders", partition, null, "order " + i));
        }
        producer.flush();
    }

    /** Reads so many records and commits them, except in the partition whose record it cannot handle. */
    private static void work(KafkaConsumer<String, String> consumer, int poisoned, int records) {
        Map<TopicPartition, OffsetAndMetadata> done = new HashMap<>();
        for (int handled = 0; handled < records; ) {
            for (ConsumerRecord<String, String> record : consumer.poll(Duration.ofMillis(200))) {
                handled++;
                if (record.partition() != poisoned) {
                    done.put(
                            new TopicPartition(record.topic(), record.partition()),
                            new OffsetAndMetadata(record.offset() + 1));
                }
            }
        }
        consumer.commitSync(done);
    }

    @Test
    @Timeout(120)
    void a_stuck_partition_and_a_skew_are_told_of_a_group_that_reads() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
                Producer<String, String> producer = new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker.bootstrapServers()),
                        new StringSerializer(),
                        new StringSerializer());
                LagWatch watch = new LagWatch(
                        () -> List.of(
                                ORDERS,
                                new Lag("nobody", "never-committed", List.of("orders")),
                                new Lag("lost", "workers", List.of("not-there"))),
                        admin,
                        this::own,
                        InstantSource.system())) {
            admin.createTopics(List.of(new NewTopic("orders", PARTITIONS, (short) 1)))
                    .all()
                    .get();
            try (KafkaConsumer<String, String> consumer = new KafkaConsumer<>(
                    Map.of(
                            "bootstrap.servers",
                            broker.bootstrapServers(),
                            "group.id",
                            "workers",
                            "auto.offset.reset",
                            "earliest",
                            "enable.auto.commit",
                            "false"),
                    new StringDeserializer(),
                    new StringDeserializer())) {
                consumer.subscribe(List.of("orders"));
                for (int p = 0; p < PARTITIONS; p++) {
                    produce(producer, p, 10);
                }
                watch.read(at(0));
                work(consumer, -1, 10 * PARTITIONS);
                watch.read(at(5));
                assertThat(last("order-worker").getCompleted()).isZero();
                assertThat(last("order-worker").getQueueDepth()).isZero();

                for (int minute = 1; minute <= 6; minute++) {
                    for (int p = 0; p < PARTITIONS; p++) {
                        produce(producer, p, 20);
                    }
                    work(consumer, 2, 20 * PARTITIONS);
                    watch.read(at(60 * minute));
                }

                RequestRateEvent stuck = last("order-worker");
                assertThat(stuck.getRequests()).isEqualTo(80);
                assertThat(stuck.getCompleted()).isEqualTo(60);
                assertThat(stuck.getQueueDepth()).isEqualTo(120);
                ConsumerGroupLag lag = stuck.getLag();
                assertThat(lag.getStuckPartitions()).isEqualTo(1);
                assertThat(lag.getStuckLag()).isEqualTo(120);
                assertThat(lag.getLargest().get(0).getTopic()).isEqualTo("orders");
                assertThat(lag.getLargest().get(0).getPartition()).isEqualTo(2);
                assertThat(lag.getLargest().get(0).getStuck()).isTrue();

                // the hot key of a campaign goes to one partition
                produce(producer, 1, 500);
                produce(producer, 0, 5);
                watch.read(at(365));
                assertThat(last("order-worker").getLag().getLargest().get(0).getLag())
                        .isEqualTo(500);
                assertThat(last("order-worker").getLag().getLargest().get(0).getArrivals())
                        .isEqualTo(100);

                admin.createPartitions(Map.of("orders", NewPartitions.increaseTo(PARTITIONS + 2)))
                        .all()
                        .get();
                // the controller answers before brokers know
                while (BrokerTopics.partitions(admin, "orders") < PARTITIONS + 2) {
                    TimeUnit.MILLISECONDS.sleep(20);
                }
                watch.read(at(370));
                assertThat(last("order-worker").getLag().getPartitions()).isEqualTo(PARTITIONS + 2);
            }

            assertThat(last("nobody").getLag().getUncommittedPartitions()).isEqualTo(PARTITIONS + 2);
            assertThat(last("nobody").getQueueDepth()).isEqualTo(480 + 505);
            assertThat(events).noneMatch(event -> event.getService().equals("lost"));
        }
    }

    private static long at(int seconds) {
        return 1_780_000_000_000L + 1000L * seconds;
    }
}
