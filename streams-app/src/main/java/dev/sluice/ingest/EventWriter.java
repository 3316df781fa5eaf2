package dev.sluice.ingest;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.ingest.events.Event;
import dev.sluice.ingest.stream.IngestTopology;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Events as records for the process that owns their service, which passes each on once. */
final class EventWriter {
    private final Topics topics;
    private final String exports;
    private final Serializer<RequestRateEvent> rates;
    private final Serializer<UsageEvent> usages;

    /**
     * Writes values as the registry's settings say.
     *
     * @param exports the topic that is written
     */
    EventWriter(Topics topics, String exports, Map<String, Object> registry) {
        this.topics = topics;
        this.exports = exports;
        this.rates = ValueSerdes.of(RequestRateEvent.class, registry).serializer();
        this.usages = ValueSerdes.of(UsageEvent.class, registry).serializer();
    }

    ProducerRecord<byte[], byte[]> record(Event event) {
        byte[] key = event.service().getBytes(StandardCharsets.UTF_8);
        byte[] kind = event.topic().name().getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(exports, key, value(event));
        record.headers().add(IngestTopology.EVENT, kind);
        return record;
    }

    private byte[] value(Event event) {
        String topic = topics.name(event.topic());
        return event instanceof Event.Rate rate
                ? rates.serialize(topic, rate.record())
                : usages.serialize(topic, ((Event.Usage) event).record());
    }
}
