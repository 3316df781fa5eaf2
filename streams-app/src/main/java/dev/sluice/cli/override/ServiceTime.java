package dev.sluice.cli.override;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.config.Settings;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.ScalingDecision;
import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.Optional;

/** The now of a service: the clock or, with {@code time.source=event}, the time of its newest decision. */
final class ServiceTime {
    private ServiceTime() {}

    /** The time that the records of a service have come to; empty on the wall clock, and where nothing is decided yet. */
    static Optional<Instant> recorded(Settings settings, Connection connection, String service) {
        if (settings.timeSource() == TimeSource.WALL || !connection.existing().containsKey(Topic.SCALING_DECISIONS)) {
            return Optional.empty();
        }
        try (ServiceLog<ScalingDecision> log =
                new ServiceLog<>(connection, Topic.SCALING_DECISIONS, ScalingDecision.class, service)) {
            return log.newest().map(ScalingDecision::getAt);
        }
    }
}
