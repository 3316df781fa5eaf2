package dev.sluice.topology.consumer;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KafkaClientSupplier;

/**
 * Kafka Streams' clients as they always are, with five differences: the consumer of the inputs hands over its records in bundles
 * (docs/decisions/0007-bundles.md), notes how far it has read, reads only what was committed, and cuts what is too long. The consumer of declarations, which waits for no transaction, tells of brokers that
 * are away and of a topic that is gone.
 */
public final class BundlingClients implements KafkaClientSupplier {
    /** What over-long values may take of the memory of one poll. */
    private static final int OVER_LONG_BYTES = 16 << 20;

    /** Kafka's metric of a consumer: how many fetches were answered. */
    private static final String FETCHES = "fetch-total";

    private final Bundling bundling;
    private final ReadPositions positions;
    private final Set<String> reports;
    // of the application, which makes it before its consumers and closes it after them
    private volatile Optional<Admin> admin = Optional.empty();

    /** @param reports topics whose records it matters to have read up to a time */
    public BundlingClients(Bundling bundling, ReadPositions positions, Set<String> reports) {
        this.bundling = bundling;
        this.positions = positions;
        this.reports = reports;
    }

    @Override
    public Admin getAdmin(Map<String, Object> settings) {
        Admin made = Admin.create(settings);
        admin = Optional.of(made);
        return made;
    }

    /** Asks for the ends of partitions, open transactions included. */
    private Map<TopicPartition, KafkaFuture<Long>> ends(Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> asked =
                partitions.stream().collect(Collectors.toMap(partition -> partition, unused -> OffsetSpec.latest()));
        return admin.map(client -> client.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_UNCOMMITTED)))
                .map(answer -> partitions.stream()
                        .collect(Collectors.toMap(
                                partition -> partition,
                                partition ->
                                        answer.partitionResult(partition).thenApply(ListOffsetsResultInfo::offset))))
                .orElse(Map.of());
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> settings) {
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> settings) {
        return new BundlingConsumer(
                committedOnly(settings),
                new BoundedBytes(OVER_LONG_BYTES),
                bundling,
                positions,
                reports,
                new HiddenRecords(this::ends));
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> settings) {
        return new KafkaConsumer<>(settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> settings) {
        return new DeclarationConsumer(committedOnly(settings), new LostTopics(this::descriptions));
    }

    private Map<String, ? extends KafkaFuture<?>> descriptions(Collection<String> topics) {
        return admin.<Map<String, ? extends KafkaFuture<?>>>map(
                        client -> client.describeTopics(topics).topicNameValues())
                .orElse(Map.of());
    }

    /** What a transaction has taken back was never said, whatever guarantee Sluice itself gives. */
    private static Map<String, Object> committedOnly(Map<String, Object> settings) {
        Map<String, Object> committed = new HashMap<>(settings);
        committed.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return committed;
    }

    private static Optional<Metric> fetches(Consumer<byte[], byte[]> consumer) {
        return consumer.metrics().values().stream()
                .filter(metric -> metric.metricName().name().equals(FETCHES))
                .map(metric -> (Metric) metric)
                .findFirst();
    }

    /** How many fetches brokers have answered. */
    private static double fetches(Optional<Metric> answers) {
        return answers.map(Metric::metricValue)
                .map(count -> ((Number) count).doubleValue())
                .orElseGet(() -> (double) System.nanoTime());
    }

    /** Reads pools and budgets, whose topics every instance reads whole. */
    private static final class DeclarationConsumer extends KafkaConsumer<byte[], byte[]> {
        private final LostTopics lost;
        private final BrokerSilence silence = new BrokerSilence();
        private final Optional<Metric> answers;
        private double answered;

        DeclarationConsumer(Map<String, Object> settings, LostTopics lost) {
            super(settings, new ByteArrayDeserializer(), new BoundedBytes(0));
            this.lost = lost;
            this.answers = fetches(this);
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
            long now = System.currentTimeMillis();
            double count = fetches(answers);
            silence.polled(count != answered, now);
            answered = count;
            lost.look(assignment().stream().map(TopicPartition::topic).collect(Collectors.toSet()), now);
            return polled;
        }
    }

    private static final class BundlingConsumer extends KafkaConsumer<byte[], byte[]> {
        private final BoundedBytes values;
        private final Bundling bundling;
        private final ReadPositions positions;
        private final LagTimes times;
        private final Set<String> reports;
        private final HiddenRecords hidden;
        private final Optional<Metric> answers;
        private Set<TopicPartition> counted = Set.of();

        BundlingConsumer(
                Map<String, Object> settings,
                BoundedBytes values,
                Bundling bundling,
                ReadPositions positions,
                Set<String> reports,
                HiddenRecords hidden) {
            super(settings, new ByteArrayDeserializer(), values);
            this.values = values;
            this.bundling = bundling;
            this.positions = positions;
            this.reports = reports;
            this.hidden = hidden;
            Object most = settings.getOrDefault(
                    ConsumerConfig.MAX_POLL_RECORDS_CONFIG, ConsumerConfig.DEFAULT_MAX_POLL_RECORDS);
            this.times = new LagTimes(Integer.parseInt(String.valueOf(most)));
            this.answers = fetches(this);
        }

        @Override
        public ConsumerRecords<byte[], byte[]> poll(Duration timeout) {
            values.nextPoll();
            ConsumerRecords<byte[], byte[]> polled = super.poll(timeout);
            Set<TopicPartition> assigned = assignment();
            long now = System.currentTimeMillis();
            times.polled(polled.count(), fetches(answers), assigned, paused(), now);
            hidden.look(
                    assigned.stream()
                            .filter(one -> reports.contains(one.topic()))
                            .toList(),
                    now);
            for (TopicPartition partition : assigned) {
                OptionalLong at = times.trueAt(partition);
                OptionalLong lag = at.isPresent() ? lag(partition, now) : OptionalLong.empty();
                positions.of(partition).polled(newest(polled.records(partition)), lag, at.orElse(0));
            }
            count(assigned);
            return bundling.of(polled);
        }

        /** Notes how many partitions the topics have; they are known to a consumer that has partitions of them. */
        private void count(Set<TopicPartition> assigned) {
            if (assigned.equals(counted)) {
                return;
            }
            try {
                for (TopicPartition partition : assigned) {
                    positions.counted(
                            partition.topic(), partitionsFor(partition.topic()).size());
                }
                counted = Set.copyOf(assigned);
            } catch (TimeoutException notNow) {
                // asked again after the next poll
            }
        }

        private static long newest(List<ConsumerRecord<byte[], byte[]>> records) {
            return records.isEmpty() ? -1 : records.get(records.size() - 1).offset();
        }

        private OptionalLong lag(TopicPartition partition, long now) {
            try {
                OptionalLong lag = currentLag(partition);
                boolean isAtEnd = lag.isPresent() && lag.getAsLong() == 0;
                return isAtEnd && hidden.isBefore(partition, position(partition), now) ? OptionalLong.empty() : lag;
            } catch (IllegalStateException | TimeoutException lostMeanwhile) {
                return OptionalLong.empty();
            }
        }
    }
}
