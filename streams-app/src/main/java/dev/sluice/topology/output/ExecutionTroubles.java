package dev.sluice.topology.output;

import dev.sluice.control.message.decision.Decision;
import dev.sluice.policy.trace.Reason;
import dev.sluice.policy.trace.Stage;
import dev.sluice.topology.timing.NowAndThen;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts decisions about commands that are not carried out as they should be, by reason, and says them in the log now and
 * then.
 */
final class ExecutionTroubles {
    private static final Logger LOG = LoggerFactory.getLogger(ExecutionTroubles.class);

    private final ProcessorContext<byte[], Object> context;
    private final Map<Reason, Sensor> counts = new EnumMap<>(Reason.class);
    private final NowAndThen told = new NowAndThen();

    ExecutionTroubles(ProcessorContext<byte[], Object> context) {
        this.context = context;
        count(Reason.NO_EXECUTOR, "commands-without-executor");
        count(Reason.COMMAND_FAILED, "commands-failed");
        count(Reason.EXECUTORS_OVERLAP, "commands-with-two-executors");
        count(Reason.NOT_READY, "commands-without-effect");
        count(Reason.DRIFT, "commands-undone");
        count(Reason.NO_CAPACITY, "commands-above-capacity");
    }

    private void count(Reason reason, String name) {
        counts.put(
                reason,
                context.metrics()
                        .addRateTotalSensor("sluice", context.taskId().toString(), name, Sensor.RecordingLevel.INFO));
    }

    void decided(Decision decision) {
        for (Stage stage : decision.stages()) {
            if (stage.name() == Stage.Name.EXECUTION) {
                Sensor count = counts.get(stage.reason());
                if (count != null) {
                    count.record();
                }
                say(decision.service(), stage);
            }
        }
    }

    private void say(String service, Stage stage) {
        long since = told.since(stage.reason() + service, context.currentSystemTimeMs());
        if (since >= 0) {
            LOG.warn(
                    "{}: {}: {}",
                    service,
                    stage.reason().name().toLowerCase(Locale.ROOT).replace('_', ' '),
                    stage.detail());
        }
    }
}
