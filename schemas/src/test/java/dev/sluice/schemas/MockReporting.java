package dev.sluice.schemas;

import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** A reporter on a clock of its own, whose reports are kept. */
public final class MockReporting implements AutoCloseable {
    private final String scope;
    private final MockProducer<String, RequestRateEvent> producer;
    private final DemandReporter reporter;
    private Instant now = Samples.NOON;

    public MockReporting(String scope) {
        this.scope = scope;
        producer = new MockProducer<>(
                true,
                null,
                new StringSerializer(),
                AvroSerde.of(RequestRateEvent.class, Samples.mock(scope)).serializer());
        reporter = new DemandReporter(
                DemandReporter.Reporting.of("checkout", "checkout-1"),
                producer,
                () -> now,
                () -> Duration.between(Samples.NOON, now).toNanos());
    }

    public DemandReporter reporter() {
        return reporter;
    }

    public void passes(Duration time) {
        now = now.plus(time);
    }

    /** The report of the next five seconds. */
    public RequestRateEvent report() {
        passes(Duration.ofSeconds(5));
        reporter.report();
        return sent().get(sent().size() - 1);
    }

    public List<RequestRateEvent> sent() {
        return producer.history().stream().map(ProducerRecord::value).toList();
    }

    @Override
    public void close() {
        InMemoryRegistry.forget(scope);
    }
}
