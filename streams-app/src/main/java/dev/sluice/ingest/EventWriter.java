package dev.sluice.ingest;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.UsageEvent;
import dev.sluice.ingest.events.Event;
import dev.sluice.schemas.Topics;
import dev.sluice.schemas.ValueSerdes;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serializer;

/** Events as records of their topics, keyed by service. */
final class EventWriter {
    private final Topics topics;
    private final Serializer<RequestRateEvent> rates;
    private final Serializer<UsageEvent> usages;

    /** Writes values as the registry's settings say. */
    EventWriter(Topics topics, Map<String, Object> registry) {
        this.topics = topics;
        this.rates = ValueSerdes.of(RequestRateEvent.class, registry).serializer();
        this.usages = ValueSerdes.of(UsageEvent.class, registry).serializer();
    }

    ProducerRecord<byte[], byte[]> record(Event event) {
        String topic = topics.name(event.topic());
        if (event instanceof Event.Rate rate) {
            return record(topic, event, rate.record().getTo(), rates.serialize(topic, rate.record()));
        }
        UsageEvent usage = ((Event.Usage) event).record();
        return record(topic, event, usage.getTo(), usages.serialize(topic, usage));
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, Event event, Instant to, byte[] value) {
        byte[] key = event.service().getBytes(StandardCharsets.UTF_8);
        return new ProducerRecord<>(topic, null, to.toEpochMilli(), key, value);
    }
}
