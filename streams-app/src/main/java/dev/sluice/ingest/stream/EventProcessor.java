package dev.sluice.ingest.stream;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.ingest.series.KnownEvents;
import dev.sluice.ingest.series.ReporterKey;
import dev.sluice.ingest.series.ReporterKeyCodec;
import dev.sluice.ingest.series.Role.Kind;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes on events that instances sent themselves, each once: a sender that saw no answer sends again what may be in Kafka. Events of
 * senders without a name cannot be told apart and are all passed on.
 */
final class EventProcessor implements Processor<byte[], byte[], String, SpecificRecord> {
    static final String STORE = "events";

    private static final Logger LOG = LoggerFactory.getLogger(EventProcessor.class);
    private static final Duration FORGET_EVERY = Duration.ofMinutes(10);

    private final Deserializer<RequestRateEvent> rates;
    private final Deserializer<UsageEvent> usages;
    private final Topics topics;
    private @Nullable ProcessorContext<String, SpecificRecord> context;
    private @Nullable KeyValueStore<Bytes, byte[]> store;

    EventProcessor(Topics topics, Map<String, Object> registry) {
        this.topics = topics;
        this.rates = ValueSerdes.of(RequestRateEvent.class, registry).deserializer();
        this.usages = ValueSerdes.of(UsageEvent.class, registry).deserializer();
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> opened) {
        context = opened;
        store = opened.getStateStore(STORE);
        opened.schedule(FORGET_EVERY, PunctuationType.WALL_CLOCK_TIME, this::forget);
    }

    private ProcessorContext<String, SpecificRecord> context() {
        if (context == null) {
            throw new IllegalStateException("the processor is not open");
        }
        return context;
    }

    private KeyValueStore<Bytes, byte[]> store() {
        if (store == null) {
            throw new IllegalStateException("the processor is not open");
        }
        return store;
    }

    @Override
    public void process(Record<byte[], byte[]> record) {
        Header header = record.headers().lastHeader(IngestTopology.EVENT);
        if (header == null) {
            return;
        }
        try {
            pass(Topic.valueOf(new String(header.value(), StandardCharsets.UTF_8)), record.value());
        } catch (IllegalArgumentException e) {
            LOG.error("An event cannot be read and is left out: {}", e.toString());
        } catch (KafkaException e) {
            if (DeadLetter.reasonOf(e) == DeadLetter.Reason.REGISTRY_UNAVAILABLE) {
                throw e;
            }
            LOG.error("An event cannot be read and is left out: {}", e.toString());
        }
    }

    private void pass(Topic topic, byte[] value) {
        if (topic == Topic.REQUEST_RATE_EVENTS) {
            RequestRateEvent event = rates.deserialize(topics.name(topic), value);
            ReporterKey key = new ReporterKey(event.getService(), event.getPool(), event.getInstance(), Kind.DEMAND);
            pass(key, event.getFrom(), event.getTo(), event);
        } else {
            UsageEvent event = usages.deserialize(topics.name(topic), value);
            ReporterKey key = new ReporterKey(event.getService(), event.getPool(), event.getInstance(), Kind.USAGE);
            pass(key, event.getFrom(), event.getTo(), event);
        }
    }

    private void pass(ReporterKey reporter, Instant from, Instant to, SpecificRecord event) {
        long wall = context().currentSystemTimeMs();
        if (!reporter.instance().isEmpty()) {
            Bytes key = Bytes.wrap(ReporterKeyCodec.write(reporter));
            KnownEvents known = read(store().get(key));
            if (!known.add(from.toEpochMilli(), to.toEpochMilli(), wall)) {
                return;
            }
            store().put(key, known.write());
        }
        String sink = reporter.kind() == Kind.DEMAND ? ReporterProcessor.DEMAND : ReporterProcessor.USAGE;
        context().forward(new Record<>(reporter.service(), event, to.toEpochMilli()), sink);
    }

    private static KnownEvents read(byte @Nullable [] stored) {
        try {
            return stored == null ? new KnownEvents() : KnownEvents.read(stored);
        } catch (IOException e) {
            LOG.error("The events of an instance cannot be read and are begun anew: {}", e.toString());
            return new KnownEvents();
        }
    }

    private void forget(long wall) {
        List<Bytes> silent = new ArrayList<>();
        try (KeyValueIterator<Bytes, byte[]> all = store().all()) {
            all.forEachRemaining(entry -> {
                if (read(entry.value).heard() < wall - ReporterProcessor.FORGET.toMillis()) {
                    silent.add(entry.key);
                }
            });
        }
        silent.forEach(store()::delete);
    }
}
