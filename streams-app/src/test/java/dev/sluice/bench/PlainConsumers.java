package dev.sluice.bench;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.schemas.AvroSerde;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;

/** What the topology is compared with: consumers that read and decode the same records and do nothing with them. */
final class PlainConsumers {
    private static final String THREADS = "plain-consumer-";

    private final BenchCluster cluster;
    private final String topic;
    private final AtomicLong read = new AtomicLong();

    PlainConsumers(BenchCluster cluster, String topic) {
        this.cluster = cluster;
        this.topic = topic;
    }

    /** One course over {@code total} records by so many threads, which share the partitions. */
    Course course(long total, int threads) throws InterruptedException {
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            List<TopicPartition> own = new ArrayList<>();
            for (int p = i; p < cluster.partitions(); p += threads) {
                own.add(new TopicPartition(topic, p));
            }
            running.add(new Thread(() -> consume(own, total), THREADS + i));
        }
        running.forEach(Thread::start);
        Course course = Course.of(read::get, total, THREADS);
        for (Thread thread : running) {
            thread.join();
        }
        return course;
    }

    private void consume(List<TopicPartition> partitions, long total) {
        Map<String, Object> settings = Map.of(
                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                cluster.bootstrapServers(),
                ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
                5000);
        long sum = 0;
        try (KafkaConsumer<String, RequestRateEvent> consumer = new KafkaConsumer<>(
                settings,
                new StringDeserializer(),
                AvroSerde.of(RequestRateEvent.class, cluster.registry()).deserializer())) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            while (read.get() < total) {
                var records = consumer.poll(Duration.ofMillis(20));
                for (ConsumerRecord<String, RequestRateEvent> record : records) {
                    sum += record.value().getRequests();
                }
                read.addAndGet(records.count());
            }
        }
        if (sum < 0) {
            throw new IllegalStateException("counts are at least zero");
        }
    }
}
