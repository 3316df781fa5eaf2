package dev.sluice.schemas;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends the reports of one service to one topic, and counts those that could not be sent. */
final class ReportSender<E extends SpecificRecord> {
    private static final Logger LOG = LoggerFactory.getLogger(ReportSender.class);

    private final Producer<String, E> producer;
    private final String topic;
    private final String service;
    private final LongAdder lost = new LongAdder();

    ReportSender(Producer<String, E> producer, String topic, String service) {
        this.producer = producer;
        this.topic = topic;
        this.service = service;
    }

    /** A producer with the settings of Kafka and the registry. */
    static <E extends SpecificRecord> Producer<String, E> producer(Class<E> type, Map<String, ?> settings) {
        Map<String, Object> all = new HashMap<>(settings);
        // one report more or less is no matter: never let them pile up behind a broker that is away
        all.putIfAbsent("max.block.ms", "10000");
        all.putIfAbsent("delivery.timeout.ms", "30000");
        all.putIfAbsent("request.timeout.ms", "10000");
        return new KafkaProducer<>(
                all, new StringSerializer(), ValueSerdes.of(type, settings).serializer());
    }

    void send(long at, E event) {
        try {
            var unused = producer.send(new ProducerRecord<>(topic, null, at, service, event), (stored, error) -> {
                if (error != null) {
                    missed(error);
                }
            });
        } catch (KafkaException | IllegalStateException e) {
            missed(e);
        }
    }

    /** Does what makes a report. A report that fails is lost, and those after it are made. */
    void whateverHappens(Runnable report) {
        try {
            report.run();
        } catch (RuntimeException | Error e) {
            // a task that throws is not run again, and a reporter that is silent is worse than a report that is lost
            lost.increment();
            LOG.warn("A report of {} was lost", service, e);
        }
    }

    private void missed(Exception error) {
        lost.increment();
        LOG.warn("A report of {} was lost: {}", service, error.toString());
    }

    long lost() {
        return lost.sum();
    }

    void close(Duration grace) {
        producer.close(grace);
    }
}
