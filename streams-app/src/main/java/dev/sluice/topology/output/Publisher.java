package dev.sluice.topology.output;

import dev.sluice.allocation.shared.SharedGrant;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.control.message.Output;
import dev.sluice.control.message.Step;
import dev.sluice.control.message.Step.Haste;
import dev.sluice.schemas.Topic;
import dev.sluice.topology.intake.ClaimRecords;
import dev.sluice.topology.intake.FailedInputException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntSupplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.common.metrics.stats.CumulativeSum;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/**
 * Sends what the loops decide to the sinks, counts it, and asks for a commit where somebody waits for it.
 *
 * <p>Records carry the wall clock as Kafka's timestamp, whatever time source decides: retention goes by it, and a
 * recorded month must not expire while it is replayed. The times that matter stand in the values.
 */
public final class Publisher {
    private static final long APART_MS = 100;
    private static final double APART_MS_EACH_SERVICE = 1;
    /** A service is written in a few microseconds: a tenth of the time, at most, goes into commits in haste. */
    private static final double URGENT_APART_MS_EACH_SERVICE = .03;

    private final ProcessorContext<byte[], Object> context;
    private final CloudEventHeaders headers;
    private final Sensor read;
    private final DeadLetters deadLetters;
    private final ExecutionTroubles troubles;
    private final Sensor decisions;
    private final Sensor commands;
    private final IntSupplier servicesToWrite;
    private Haste waiting = Haste.NONE;
    private long lastCommit;

    public Publisher(ProcessorContext<byte[], Object> context, IntSupplier servicesToWrite, CloudEventHeaders headers) {
        this.context = context;
        this.headers = headers;
        this.servicesToWrite = servicesToWrite;
        read = total("records");
        deadLetters = new DeadLetters(context);
        troubles = new ExecutionTroubles(context);
        decisions = sensor("decisions");
        commands = sensor("commands");
    }

    private Sensor sensor(String name) {
        return context.metrics()
                .addRateTotalSensor("sluice", context.taskId().toString(), name, Sensor.RecordingLevel.INFO);
    }

    /** A sensor whose total is the sum of what is recorded, where those of {@link #sensor} count how often. */
    private Sensor total(String name) {
        String task = context.taskId().toString();
        Sensor sensor = context.metrics().addSensor("sluice-" + name + "-" + task, Sensor.RecordingLevel.INFO);
        sensor.add(
                new MetricName(name + "-total", "stream-sluice-metrics", "The sum of " + name, Map.of("task-id", task)),
                new CumulativeSum());
        return sensor;
    }

    public void publish(String service, Step step) {
        byte[] key = bytes(service);
        for (Output output : step.outputs()) {
            OutputRecords.Addressed record = OutputRecords.of(key, service, output);
            forward(record.key(), record.value(), headers.of(output), record.topic());
            if (output instanceof Output.Decided decided) {
                decisions.record();
                troubles.decided(decided.decision());
            } else if (output instanceof Output.Command) {
                commands.record();
            }
        }
        hurry(step.haste());
    }

    /** Sends grants; those who claimed wait for them. */
    public void publish(List<SharedGrant> grants, Instant at) {
        for (SharedGrant grant : grants) {
            forward(bytes(grant.service()), ClaimRecords.grant(grant, at), new RecordHeaders(), Topic.RESOURCE_GRANTS);
        }
        if (!grants.isEmpty()) {
            hurry(Haste.URGENT);
        }
    }

    private void hurry(Haste haste) {
        if (haste.compareTo(waiting) > 0) {
            waiting = haste;
        }
        commitWaiting(context.currentSystemTimeMs());
    }

    private static byte[] bytes(String service) {
        return service.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Asks for a commit where a command waits for one: under exactly-once it is seen only then, and must not wait for the
     * interval. Commits are kept apart, so that many commands share one: each writes the open windows of all services that
     * reported since, so a command gives way to the more of them there are, and most where nobody waits for it urgently.
     */
    public void commitWaiting(long wall) {
        // a clock that was set back says nothing about how long ago the last commit was
        boolean due = wall < lastCommit || wall - lastCommit >= apart();
        if (waiting != Haste.NONE && due) {
            context.commit();
            lastCommit = wall;
            waiting = Haste.NONE;
        }
    }

    private double apart() {
        double each = waiting == Haste.URGENT ? URGENT_APART_MS_EACH_SERVICE : APART_MS_EACH_SERVICE;
        return Math.max(APART_MS, each * servicesToWrite.getAsInt());
    }

    private void forward(byte[] key, Object value, Headers with, Topic topic) {
        context.forward(new Record<>(key, value, context.currentSystemTimeMs(), with), topic.plainName());
    }

    /** Counts records read: Kafka Streams itself counts bundles. */
    public void read(int records) {
        read.record(records);
    }

    /** Counts and says that the clock could not do what was due for a service. */
    public void failed(String service, FailedInputException why) {
        deadLetters.failed(service, why);
    }

    public void deadLetter(ConsumerRecord<byte[], byte[]> record, Rejection why) {
        deadLetters.send(record, why);
    }
}
