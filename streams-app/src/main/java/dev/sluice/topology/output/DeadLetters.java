package dev.sluice.topology.output;

import dev.sluice.config.record.check.Rejection;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.intake.FailedInputException;
import dev.sluice.topology.timing.NowAndThen;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what cannot be used to {@code dead-letters}, cut to what the producer may send; counts it, all and by reason, and
 * says it in the log now and then.
 */
public final class DeadLetters {
    private static final Logger LOG = LoggerFactory.getLogger(DeadLetters.class);
    private static final int NAME_IN_LOG = 100;

    private final ProcessorContext<byte[], Object> context;
    private final int maxBytes;
    private final Sensor all;
    private final Map<DeadLetter.Reason, Sensor> byReason = new EnumMap<>(DeadLetter.Reason.class);
    private final Sensor failures;
    private final NowAndThen told = new NowAndThen();

    DeadLetters(ProcessorContext<byte[], Object> context) {
        this.context = context;
        this.maxBytes = maxBytes(context.appConfigs());
        this.all = sensor("dead-letters");
        this.failures = sensor("failures");
        for (DeadLetter.Reason reason : DeadLetter.Reason.values()) {
            byReason.put(
                    reason,
                    sensor("dead-letters-"
                            + reason.name().toLowerCase(Locale.ROOT).replace('_', '-')));
        }
    }

    private Sensor sensor(String name) {
        return context.metrics()
                .addRateTotalSensor("sluice", context.taskId().toString(), name, Sensor.RecordingLevel.INFO);
    }

    /** The largest request of the producer, where that is set lower than what a dead letter may have anyway. */
    public static int maxBytes(Map<String, Object> settings) {
        Object all = settings.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG);
        Object ours = settings.getOrDefault(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), all);
        return ours == null
                ? DeadLetter.MAX_BYTES
                : Math.min(DeadLetter.MAX_BYTES, Integer.parseInt(String.valueOf(ours)));
    }

    /** Sends a record that cannot be used. */
    void send(ConsumerRecord<byte[], byte[]> record, Rejection why) {
        all.record();
        Optional.ofNullable(byReason.get(why.reason())).ifPresent(Sensor::record);
        say(record, why);
        DeadLetter.Content content = content(record, why, maxBytes);
        context.forward(
                new Record<byte[], Object>(
                        content.key(), content.value(), context.currentSystemTimeMs(), content.headers()),
                Topic.DEAD_LETTERS.plainName());
    }

    /** What is sent of a record, of which the consumer may have kept the beginning only. */
    public static DeadLetter.Content content(ConsumerRecord<byte[], byte[]> record, Rejection why, int maxBytes) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        DeadLetter.Content content = new DeadLetter(
                        why.reason(), why.detail(), record.topic(), record.partition(), record.offset())
                .content(record.key(), value, record.headers(), maxBytes);
        if (record.serializedValueSize() > value.length) {
            byte[] bytes = Integer.toString(record.serializedValueSize()).getBytes(StandardCharsets.UTF_8);
            content.headers().remove(DeadLetter.VALUE_BYTES).add(DeadLetter.VALUE_BYTES, bytes);
        }
        return content;
    }

    /** Counts and says that the clock could not do what was due for a service: there is no record to send. */
    void failed(String service, FailedInputException why) {
        failures.record();
        if (told.since("clock/" + service, context.currentSystemTimeMs()) >= 0) {
            LOG.error("What was due for {} failed, it is tried again", service, why);
        }
    }

    private void say(ConsumerRecord<byte[], byte[]> record, Rejection why) {
        String service = name(record);
        long more = told.since(why.reason() + "/" + service, context.currentSystemTimeMs());
        if (more >= 0) {
            LOG.warn(
                    "{} of {} went to dead-letters: {}, {} (partition {}, offset {}; {} more of this kind since it was last said)",
                    record.topic(),
                    service,
                    why.reason(),
                    why.detail(),
                    record.partition(),
                    record.offset(),
                    more);
        }
    }

    private static String name(ConsumerRecord<byte[], byte[]> record) {
        if (record.key() == null) {
            return "no service";
        }
        int length = Math.min(NAME_IN_LOG, record.key().length);
        return new String(record.key(), 0, length, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?");
    }
}
