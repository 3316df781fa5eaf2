package dev.sluice.controller.topic;

import dev.sluice.controller.crd.CustomResource;
import dev.sluice.schemas.RegistryUnavailableException;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Deserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps {@link Declarations} up to date from the topics. It begins anew if they get more partitions or reading fails. */
public final class DeclarationReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeclarationReader.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ASK_EVERY = Duration.ofSeconds(10);
    private static final Duration ASK_WITHIN = Duration.ofSeconds(5);
    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(30);

    private final TopicSource source;
    private final Declarations declarations;
    private final Runnable onChange;
    private final Map<CustomResource, Deserializer<? extends SpecificRecord>> values =
            new EnumMap<>(CustomResource.class);
    private final Thread thread = new Thread(this::readAlways, "declaration-reader");
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile Optional<Consumer<byte[], byte[]>> consumer = Optional.empty();
    private volatile boolean stopping;
    private volatile long answeredAt = System.nanoTime();

    public DeclarationReader(TopicSource source, Declarations declarations, Runnable onChange) {
        this.source = source;
        this.declarations = declarations;
        this.onChange = onChange;
        for (CustomResource resource : CustomResource.values()) {
            Class<? extends SpecificRecord> type = topic(resource).valueType().orElseThrow();
            values.put(resource, ValueSerdes.of(type, source.registry()).deserializer());
        }
        thread.setDaemon(true);
    }

    private static Topic topic(CustomResource resource) {
        return resource.kind().topic();
    }

    public DeclarationReader start() {
        thread.start();
        return this;
    }

    private void readAlways() {
        while (!stopping) {
            declarations.restart();
            try (Consumer<byte[], byte[]> own = new KafkaConsumer<>(
                    source.consumerSettings(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
                consumer = Optional.of(own);
                read(own);
                own.close(CloseOptions.timeout(PAUSE));
            } catch (WakeupException e) {
                LOG.debug("The reader of declarations was woken", e);
            } catch (RuntimeException | Error e) {
                LOG.warn("Reading policies, pools and budgets begins anew: {}", e.toString());
                pause();
            } finally {
                consumer = Optional.empty();
            }
        }
    }

    private void read(Consumer<byte[], byte[]> own) {
        List<TopicPartition> partitions = partitions(own);
        own.assign(partitions);
        own.seekToBeginning(partitions);
        Map<TopicPartition, Long> ends = own.endOffsets(partitions);
        answeredAt = System.nanoTime();
        while (!stopping) {
            for (ConsumerRecord<byte[], byte[]> record : own.poll(POLL)) {
                take(record);
            }
            if (!declarations.isComplete()
                    && ends.entrySet().stream().allMatch(end -> own.position(end.getKey()) >= end.getValue())) {
                declarations.complete();
                onChange.run();
            }
            if (System.nanoTime() - answeredAt > ASK_EVERY.toNanos() && hasChanged(own, partitions)) {
                return;
            }
        }
    }

    /** Whether there are other partitions than these; while Kafka does not answer there are not. */
    private boolean hasChanged(Consumer<byte[], byte[]> own, List<TopicPartition> partitions) {
        try {
            own.endOffsets(partitions, ASK_WITHIN);
            Set<TopicPartition> now = new HashSet<>(partitions(own));
            answeredAt = System.nanoTime();
            return !now.equals(new HashSet<>(partitions));
        } catch (TimeoutException e) {
            LOG.debug("Kafka does not answer", e);
            return false;
        }
    }

    private List<TopicPartition> partitions(Consumer<byte[], byte[]> own) {
        List<TopicPartition> all = new ArrayList<>();
        for (CustomResource resource : CustomResource.values()) {
            String name = source.topics().name(topic(resource));
            List<TopicPartition> known = own.partitionsFor(name, ASK_WITHIN).stream()
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            if (known.isEmpty()) {
                throw new IllegalStateException("no topic " + name);
            }
            all.addAll(known);
        }
        return all;
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        Topic topic = source.topics().named(record.topic()).orElseThrow();
        for (CustomResource resource : CustomResource.values()) {
            if (topic(resource) == topic && record.key() != null) {
                DeclaredName name = new DeclaredName(resource, new String(record.key(), StandardCharsets.UTF_8));
                Optional<DeclaredRecord> declared = record.value() == null
                        ? Optional.empty()
                        : Optional.of(new DeclaredRecord(
                                Declarer.of(record.headers()), value(resource, record), record.offset()));
                declarations.take(name, declared, record.offset());
                onChange.run();
            }
        }
    }

    /** What the record says; empty if it cannot be read. It waits for a registry that does not answer. */
    private Optional<SpecificRecord> value(CustomResource resource, ConsumerRecord<byte[], byte[]> record) {
        while (!stopping) {
            try {
                return Optional.ofNullable(values.get(resource))
                        .map(deserializer ->
                                deserializer.deserialize(record.topic(), record.headers(), record.value()));
            } catch (RuntimeException | StackOverflowError e) {
                if (RegistryUnavailableException.isBehind(e)) {
                    LOG.warn("Reading {} waits for the registry: {}", record.topic(), e.getMessage());
                    pause();
                    continue;
                }
                LOG.warn(
                        "{}-{} offset {} cannot be read: {}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e.toString());
                return Optional.empty();
            }
        }
        throw new WakeupException();
    }

    private void pause() {
        try {
            boolean unused = ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /** Why what is in force is not known now; empty if it is. */
    public Optional<String> trouble() {
        if (System.nanoTime() - answeredAt > LONGEST_SILENCE.toNanos()) {
            return Optional.of("Kafka does not answer");
        }
        return declarations.isComplete()
                ? Optional.empty()
                : Optional.of("policies, pools and budgets have not been read yet");
    }

    public boolean isAlive() {
        return thread.isAlive();
    }

    @Override
    public void close() {
        stopping = true;
        ended.countDown();
        consumer.ifPresent(Consumer::wakeup);
        try {
            thread.join(PAUSE.toMillis() * 3);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
