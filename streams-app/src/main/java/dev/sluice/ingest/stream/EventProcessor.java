package dev.sluice.ingest.stream;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.ReporterKeyCodec;
import dev.sluice.ingest.export.Role.Kind;
import dev.sluice.ingest.series.KnownEvents;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
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

    private final Deserializer<RequestRateEvent> rates;
    private final Deserializer<UsageEvent> usages;
    private final Topics topics;
    private @Nullable KeptState kept;

    EventProcessor(Topics topics, Map<String, Object> registry) {
        this.topics = topics;
        this.rates = ValueSerdes.of(RequestRateEvent.class, registry).deserializer();
        this.usages = ValueSerdes.of(UsageEvent.class, registry).deserializer();
    }

    @Override
    public void init(ProcessorContext<String, SpecificRecord> opened) {
        kept = KeptState.open(opened, STORE, stored -> read(stored).heard());
    }

    private KeptState kept() {
        if (kept == null) {
            throw new IllegalStateException("the processor is not open");
        }
        return kept;
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
        long wall = kept().wall();
        if (!reporter.instance().isEmpty()) {
            Bytes key = Bytes.wrap(ReporterKeyCodec.write(reporter));
            KnownEvents known = read(kept().store().get(key));
            if (!known.add(from.toEpochMilli(), to.toEpochMilli(), wall)) {
                return;
            }
            kept().store().put(key, known.write());
        }
        String sink = reporter.kind() == Kind.DEMAND ? ReporterProcessor.DEMAND : ReporterProcessor.USAGE;
        kept().forward(reporter.service(), event, to.toEpochMilli(), sink);
    }

    private static KnownEvents read(byte @Nullable [] stored) {
        try {
            return stored == null ? new KnownEvents() : KnownEvents.read(stored);
        } catch (IOException e) {
            LOG.error("The events of an instance cannot be read and are begun anew: {}", e.toString());
            return new KnownEvents();
        }
    }
}
