package dev.sluice.web.model;

import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.StartOffsets;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Feeds the model from the topics, as any plain consumer would: no state of the streams application is touched. While it
 * reads the past it rests as long as it works, so that the application beside it has the processor.
 */
public final class TopicReader implements Runnable, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TopicReader.class);
    private static final Set<Topic> FROM_THE_BEGINNING = EnumSet.of(
            Topic.SCALING_POLICIES,
            Topic.RESOURCE_POOLS,
            Topic.TENANT_BUDGETS,
            Topic.SCALING_OVERRIDES,
            Topic.SCALING_COMMANDS);
    private static final Set<Topic> NOT_READ =
            EnumSet.of(Topic.REQUEST_RATE_EVENTS, Topic.USAGE_EVENTS, Topic.LEARNED_HISTORIES);
    /** Records of the past that are read of one partition at most. */
    private static final long MOST_OF_PAST = 200_000;

    private static final Duration COSTS_SINCE = Duration.ofHours(25);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration LONGEST_REST = Duration.ofMillis(500);
    private static final Duration PAUSE = Duration.ofSeconds(2);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);
    private static final Duration ASK_WITHIN = Duration.ofSeconds(3);
    private static final Duration TRIM_EVERY = Duration.ofSeconds(20);

    private final Source source;
    private final Supplier<Consumer<byte[], byte[]>> consumers;
    private final ReadModel model;
    private final RecordIntake intake;
    private final Duration history;
    private final CountDownLatch ended = new CountDownLatch(1);
    private final Map<TopicPartition, Long> ends = new HashMap<>();
    private final Pacer look = new Pacer(LOOK_EVERY);
    private final Pacer trim = new Pacer(TRIM_EVERY);
    private volatile Optional<Consumer<byte[], byte[]>> consumer = Optional.empty();
    private volatile ReaderStatus status = ReaderStatus.STARTING;
    private volatile boolean begun;
    private volatile boolean stopping;

    public TopicReader(Source source, ReadModel model) {
        this(
                source,
                model,
                () -> new KafkaConsumer<>(source.settings(), new ByteArrayDeserializer(), new ByteArrayDeserializer()));
    }

    TopicReader(Source source, ReadModel model, Supplier<Consumer<byte[], byte[]>> consumers) {
        this.source = source;
        this.consumers = consumers;
        this.model = model;
        this.history = source.history();
        long since = model.isTimeOfRecords() ? 0 : System.currentTimeMillis() - history.toMillis();
        this.intake = new RecordIntake(model, source, since);
    }

    /** Starts a thread that reads until it is closed. */
    public TopicReader start() {
        begun = true;
        Thread thread = new Thread(this, "web-reader");
        thread.setDaemon(true);
        thread.start();
        return this;
    }

    @Override
    public void run() {
        begun = true;
        try {
            while (!stopping) {
                readUntilItFails();
            }
        } finally {
            ended.countDown();
        }
    }

    private void readUntilItFails() {
        try (Consumer<byte[], byte[]> own = consumers.get()) {
            consumer = Optional.of(own);
            while (!stopping) {
                roundOrPause(own);
            }
            own.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        } catch (WakeupException | InterruptException e) {
            LOG.debug("The reader of topics was woken", e);
        } catch (RuntimeException | Error e) {
            failed(e);
        } finally {
            consumer = Optional.empty();
        }
    }

    /** A consumer outlives what fails, an error of the virtual machine too, and keeps its positions. */
    private void roundOrPause(Consumer<byte[], byte[]> own) {
        try {
            round(own);
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (RuntimeException | Error e) {
            failed(e);
        }
    }

    private void failed(Throwable e) {
        if (status.failure().isEmpty()) {
            LOG.warn("The topics cannot be read for the HTTP API; it is tried again: {}", e.toString());
        }
        status = status.failed(e instanceof KafkaException ? String.valueOf(e.getMessage()) : e.toString());
        pause(PAUSE);
    }

    private void round(Consumer<byte[], byte[]> own) {
        if (look.isDue()) {
            lookAround(own);
        }
        if (own.assignment().isEmpty()) {
            pause(POLL);
            return;
        }
        ConsumerRecords<byte[], byte[]> polled = own.poll(POLL);
        long got = System.nanoTime();
        take(own, polled);
        if (!polled.isEmpty() && status.failure().isEmpty()) {
            status = status.at(behind(own));
        }
        if (!status.pastRead()) {
            pause(Duration.ofNanos(Math.min(System.nanoTime() - got, LONGEST_REST.toNanos())));
        }
        if (status.isCaughtUp() && trim.isDue()) {
            model.trim();
        }
    }

    private void take(Consumer<byte[], byte[]> own, ConsumerRecords<byte[], byte[]> polled) {
        for (TopicPartition partition : polled.partitions()) {
            for (ConsumerRecord<byte[], byte[]> record : polled.records(partition)) {
                try {
                    intake.take(record);
                } catch (RegistryUnavailableException e) {
                    status = status.failed("the registry does not answer");
                    own.seek(partition, record.offset());
                    pause(PAUSE);
                    break;
                } catch (VirtualMachineError e) {
                    own.seek(partition, record.offset());
                    failed(e);
                    break;
                }
            }
        }
    }

    /** Notices new topics and partitions, how far behind it is, and whether the brokers answer at all. */
    private void lookAround(Consumer<byte[], byte[]> own) {
        try {
            List<TopicPartition> all = partitions(own);
            if (!own.assignment().equals(new HashSet<>(all))) {
                assign(own, all);
            }
            ends.clear();
            ends.putAll(own.endOffsets(all, ASK_WITHIN));
            status = status.at(behind(own));
        } catch (RetriableException e) {
            status = status.failed("Kafka does not answer");
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> own) {
        List<TopicPartition> all = new ArrayList<>();
        Map<String, List<PartitionInfo>> known = own.listTopics(ASK_WITHIN);
        for (Topic topic : EnumSet.complementOf(EnumSet.copyOf(NOT_READ))) {
            known.getOrDefault(source.topics().name(topic), List.of())
                    .forEach(info -> all.add(new TopicPartition(info.topic(), info.partition())));
        }
        return all;
    }

    /** Takes partitions that are new from where their past begins; the others go on. */
    private void assign(Consumer<byte[], byte[]> own, List<TopicPartition> all) {
        Map<TopicPartition, Long> positions = new HashMap<>();
        Set<TopicPartition> before = own.assignment();
        for (TopicPartition partition : before) {
            positions.put(partition, own.position(partition, ASK_WITHIN));
        }
        List<TopicPartition> added =
                all.stream().filter(p -> !before.contains(p)).toList();
        positions.putAll(starts(own, added));
        own.assign(all);
        all.forEach(partition -> own.seek(partition, positions.getOrDefault(partition, 0L)));
    }

    private Map<TopicPartition, Long> starts(Consumer<byte[], byte[]> own, List<TopicPartition> added) {
        Map<TopicPartition, Long> starts = new HashMap<>(own.beginningOffsets(added, ASK_WITHIN));
        Map<TopicPartition, Long> last = own.endOffsets(added, ASK_WITHIN);
        Map<TopicPartition, Instant> times = new HashMap<>();
        Instant now = Instant.now();
        for (TopicPartition partition : added) {
            Topic topic = source.topics().named(partition.topic()).orElseThrow();
            if (!FROM_THE_BEGINNING.contains(topic)) {
                Duration past =
                        topic == Topic.RESOURCE_COSTS && history.compareTo(COSTS_SINCE) < 0 ? COSTS_SINCE : history;
                times.put(partition, now.minus(past));
            }
        }
        StartOffsets.since(own, times)
                .forEach((partition, from) ->
                        starts.put(partition, Math.max(from, last.getOrDefault(partition, 0L) - MOST_OF_PAST)));
        return starts;
    }

    private long behind(Consumer<byte[], byte[]> own) {
        long behind = 0;
        for (Map.Entry<TopicPartition, Long> end : ends.entrySet()) {
            behind += Math.max(0, end.getValue() - own.position(end.getKey(), ASK_WITHIN));
        }
        return behind;
    }

    /** How it gets on. */
    public ReaderStatus status() {
        return status;
    }

    /** Records that were passed over because they could not be read. */
    public long unreadable() {
        return intake.unreadable().values().stream().mapToLong(AtomicLong::get).sum();
    }

    /** Reads a record of the model again; empty where it cannot be read now. */
    public <T extends SpecificRecord> Optional<T> decode(Topic topic, Class<T> type, byte[] bytes) {
        return intake.decode(topic, type, bytes);
    }

    private void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    @Override
    public void close() {
        stopping = true;
        consumer.ifPresent(Consumer::wakeup);
        if (!begun) {
            return;
        }
        try {
            boolean unused = ended.await(5, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
