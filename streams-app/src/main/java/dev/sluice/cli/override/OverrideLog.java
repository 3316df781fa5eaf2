package dev.sluice.cli.override;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.cli.kafka.TopicLog;
import dev.sluice.cli.kafka.TopicWriter;
import dev.sluice.config.record.OverrideCodec;
import dev.sluice.events.ScalingOverride;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.OverrideSet;
import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What was set by hand or by the calendar, for one service or all, on its topic. */
record OverrideLog(Connection connection, String service) {
    /** Publishes a change. */
    void append(OverrideEvent change) {
        ScalingOverride record = OverrideCodec.checked(OverrideCodec.toRecord(service, change));
        connection.require(Topic.SCALING_OVERRIDES);
        try (TopicWriter<ScalingOverride> publication =
                new TopicWriter<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class)) {
            publication.send(service, record);
        }
    }

    /** All that was ever set, by service. */
    static SortedMap<String, OverrideSet> all(Connection connection) {
        SortedMap<String, OverrideSet> agendas = new TreeMap<>();
        new TopicLog<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class)
                .each(
                        Instant.EPOCH,
                        (service, record) -> record.flatMap(OverrideLog::change)
                                .ifPresent(change -> agendas.put(
                                        service, change.after(agendas.getOrDefault(service, OverrideSet.EMPTY)))));
        return agendas;
    }

    /** All that was ever set for the service. */
    OverrideSet agenda() {
        List<OverrideEvent> changes = new ArrayList<>();
        try (ServiceLog<ScalingOverride> log =
                new ServiceLog<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class, service)) {
            log.each(Instant.EPOCH, Long.MAX_VALUE, record -> change(record).ifPresent(changes::add));
        }
        OverrideSet agenda = OverrideSet.EMPTY;
        for (OverrideEvent change : changes) {
            agenda = change.after(agenda);
        }
        return agenda;
    }

    /** What cannot be does not count, as in the application, which has it among its dead letters with the reason. */
    private static Optional<OverrideEvent> change(ScalingOverride record) {
        try {
            return Optional.of(OverrideCodec.fromRecord(record));
        } catch (IllegalArgumentException impossible) {
            return Optional.empty();
        }
    }
}
