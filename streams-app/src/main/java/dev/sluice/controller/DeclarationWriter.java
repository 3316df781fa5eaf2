package dev.sluice.controller;

import dev.sluice.config.manifest.Manifest;
import dev.sluice.controller.topic.Declarations;
import dev.sluice.controller.topic.DeclaredName;
import dev.sluice.controller.topic.DeclaredRecord;
import dev.sluice.controller.topic.TopicSource;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what a plan says, each record with the object that it is for. What was not stored is planned again. */
final class DeclarationWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeclarationWriter.class);

    private final TopicSource source;
    private final Declarations declarations;
    private final Producer<byte[], byte[]> producer;
    private final AtomicLong written = new AtomicLong();
    private final AtomicLong ended = new AtomicLong();
    private volatile Optional<String> trouble = Optional.empty();

    DeclarationWriter(TopicSource source, Declarations declarations) {
        this.source = source;
        this.declarations = declarations;
        this.producer =
                new KafkaProducer<>(source.producerSettings(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /** Writes all of a plan, and returns the objects whose records are stored. */
    List<DeclaredObject> carryOut(Plan plan, Plan.Realm realm) {
        trouble = Optional.empty();
        Map<DeclaredObject, Future<RecordMetadata>> sent = new LinkedHashMap<>();
        Map<DeclaredName, Future<RecordMetadata>> ends = new LinkedHashMap<>();
        try {
            plan.writes().forEach(object -> sent.put(object, write(object, realm)));
            plan.ends().forEach(name -> ends.put(name, send(name, null, List.of())));
        } catch (KafkaException e) {
            failed(e);
        }
        producer.flush();
        ends.forEach((name, stored) -> stored(name, stored, Optional.empty(), ended));
        List<DeclaredObject> stored = new ArrayList<>();
        sent.forEach((object, future) -> {
            Optional<DeclaredRecord> record = Optional.of(new DeclaredRecord(
                    Optional.of(realm.declarer(object)), object.manifest().map(Manifest::record), 0));
            if (stored(object.declares(), future, record, written)) {
                stored.add(object);
            }
        });
        return stored;
    }

    private Future<RecordMetadata> write(DeclaredObject object, Plan.Realm realm) {
        SpecificRecord record = object.manifest().orElseThrow().record();
        String topic = source.topics().name(object.declares().resource().kind().topic());
        return send(
                object.declares(),
                serialized(topic, record),
                realm.declarer(object).headers());
    }

    private <T extends SpecificRecord> byte[] serialized(String topic, T value) {
        @SuppressWarnings("unchecked") // the class of a value is a class of its type
        Class<T> type = (Class<T>) value.getClass();
        return ValueSerdes.of(type, source.registry()).serializer().serialize(topic, value);
    }

    @SuppressWarnings("NullAway") // null is what Kafka takes for a tombstone
    private Future<RecordMetadata> send(DeclaredName name, byte @Nullable [] value, List<Header> headers) {
        Topic topic = name.resource().kind().topic();
        return producer.send(new ProducerRecord<>(
                source.topics().name(topic), null, null, name.name().getBytes(StandardCharsets.UTF_8), value, headers));
    }

    private boolean stored(
            DeclaredName name, Future<RecordMetadata> future, Optional<DeclaredRecord> record, AtomicLong count) {
        try {
            declarations.take(name, record, future.get().offset());
            count.incrementAndGet();
            LOG.info("{} {}", name, record.isPresent() ? "written" : "ended");
            return true;
        } catch (ExecutionException e) {
            failed(e.getCause() == null ? e : e.getCause());
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void failed(Throwable e) {
        LOG.warn("Not written, it is tried again: {}", e.toString());
        trouble = Optional.of("the topics cannot be written: " + e.getMessage());
    }

    Optional<String> trouble() {
        return trouble;
    }

    /** Records written. */
    long written() {
        return written.get();
    }

    /** Tombstones written. */
    long ended() {
        return ended.get();
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(2));
    }
}
