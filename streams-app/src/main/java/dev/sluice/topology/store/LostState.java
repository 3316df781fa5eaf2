package dev.sluice.topology.store;

import dev.sluice.state.StatePart;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.metrics.Sensor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells of stored state that could not be read: counts every piece, and logs the first of each kind. After an upgrade
 * that may be one for each of many services.
 */
public final class LostState {
    private static final Logger LOG = LoggerFactory.getLogger(LostState.class);

    private final Sensor sensor;
    private final Set<String> told = new HashSet<>();

    private LostState(Sensor sensor) {
        this.sensor = sensor;
    }

    /** For one task: the metric is {@code unreadable-state-total}. */
    public static LostState of(ProcessorContext<?, ?> context) {
        return new LostState(context.metrics()
                .addRateTotalSensor(
                        "sluice", context.taskId().toString(), "unreadable-state", Sensor.RecordingLevel.INFO));
    }

    /** Parts of a service, which are learned again. */
    void parts(String service, Set<StatePart> parts) {
        for (StatePart part : parts) {
            sensor.record();
            if (told.add(part.name())) {
                LOG.warn(
                        "Stored state {} of {} cannot be read by this version ({}): it is learned again. Other services"
                                + " are counted in the metric unreadable-state-total",
                        part,
                        service,
                        part.version());
            }
        }
    }

    /** Something else that is stored; {@code then} says what follows. */
    public void piece(String kind, String key, Exception why, String then) {
        sensor.record();
        if (told.add(kind)) {
            LOG.warn("Stored {} of {} cannot be read ({}): {}", kind, key, why.getMessage(), then);
        }
    }
}
