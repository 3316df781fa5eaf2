package dev.sluice.topology;

import dev.sluice.control.Output;
import dev.sluice.control.Step;
import dev.sluice.control.Step.Haste;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/**
 * Sends what the loops decide to the sinks, counts it, and asks for a commit where somebody waits for it.
 *
 * <p>Records carry the wall clock as Kafka's timestamp, whatever time source decides: retention goes by it, and a
 * recorded month must not expire while it is replayed. The times that matter stand in the values.
 */
final class Publisher {
    private static final long APART_MS = 100;
    private static final long APART_MS_EACH_SERVICE = 1;

    private final ProcessorContext<byte[], Object> context;
    private final Sensor deadLetters;
    private final Sensor decisions;
    private final Sensor commands;
    private final IntSupplier servicesToWrite;
    private Haste waiting = Haste.NONE;
    private long lastCommit;

    Publisher(ProcessorContext<byte[], Object> context, IntSupplier servicesToWrite) {
        this.context = context;
        this.servicesToWrite = servicesToWrite;
        deadLetters = sensor("dead-letters");
        decisions = sensor("decisions");
        commands = sensor("commands");
    }

    private Sensor sensor(String name) {
        return context.metrics()
                .addRateTotalSensor("sluice", context.taskId().toString(), name, Sensor.RecordingLevel.INFO);
    }

    void publish(String service, Step step) {
        byte[] key = service.getBytes(StandardCharsets.UTF_8);
        for (Output output : step.outputs()) {
            publish(key, service, output);
        }
        if (step.haste().compareTo(waiting) > 0) {
            waiting = step.haste();
        }
        commitWaiting(context.currentSystemTimeMs());
    }

    /**
     * Asks for a commit where a command waits for one: under exactly-once it is seen only then, and must not wait for the
     * interval. Commits are kept apart, so that many commands share one: each writes the open windows of all services that
     * reported since, so a command that nobody waits for urgently gives way to the more of them there are.
     */
    void commitWaiting(long wall) {
        if (waiting != Haste.NONE && wall - lastCommit >= apart()) {
            context.commit();
            lastCommit = wall;
            waiting = Haste.NONE;
        }
    }

    private long apart() {
        return waiting == Haste.URGENT
                ? APART_MS
                : Math.max(APART_MS, APART_MS_EACH_SERVICE * servicesToWrite.getAsInt());
    }

    private void publish(byte[] key, String service, Output output) {
        if (output instanceof Output.Decided decided) {
            decisions.record();
            forward(key, OutputRecords.decision(decided.decision()), Topic.SCALING_DECISIONS);
        } else if (output instanceof Output.Forecasted forecasted) {
            forward(key, OutputRecords.forecast(service, forecasted), Topic.DEMAND_FORECASTS);
        } else if (output instanceof Output.Command command) {
            commands.record();
            forward(key, OutputRecords.command(command), Topic.SCALING_COMMANDS);
        } else if (output instanceof Output.Costed costed) {
            forward(key, OutputRecords.cost(costed), Topic.RESOURCE_COSTS);
        }
    }

    private void forward(byte[] key, Object value, Topic topic) {
        context.forward(new Record<>(key, value, context.currentSystemTimeMs()), topic.plainName());
    }

    void deadLetter(Record<byte[], Received> record, Rejected why) {
        deadLetters.record();
        Headers headers = context.recordMetadata()
                .map(at -> letter(why, at).headers(record.headers()))
                .orElse(record.headers());
        byte[] bytes = record.value() == null ? new byte[0] : record.value().bytes();
        context.forward(
                new Record<byte[], Object>(record.key(), bytes, context.currentSystemTimeMs(), headers),
                Topic.DEAD_LETTERS.plainName());
    }

    private static DeadLetter letter(Rejected why, RecordMetadata at) {
        return new DeadLetter(why.reason(), why.detail(), at.topic(), at.partition(), at.offset());
    }
}
