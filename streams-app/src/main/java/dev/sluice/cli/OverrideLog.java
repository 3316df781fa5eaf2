package dev.sluice.cli;

import dev.sluice.config.OverrideCodec;
import dev.sluice.events.ScalingOverride;
import dev.sluice.policy.schedule.Agenda;
import dev.sluice.policy.schedule.Change;
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
    void append(Change change) {
        connection.require(Topic.SCALING_OVERRIDES);
        try (Publication<ScalingOverride> publication =
                new Publication<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class)) {
            publication.send(service, OverrideCodec.toRecord(service, change));
        }
    }

    /** All that was ever set, by service. */
    static SortedMap<String, Agenda> all(Connection connection) {
        SortedMap<String, Agenda> agendas = new TreeMap<>();
        new TopicLog<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class)
                .each(
                        Instant.EPOCH,
                        (service, record) -> record.flatMap(OverrideLog::change)
                                .ifPresent(change -> agendas.put(
                                        service, change.after(agendas.getOrDefault(service, Agenda.EMPTY)))));
        return agendas;
    }

    /** All that was ever set for the service. */
    Agenda agenda() {
        List<Change> changes = new ArrayList<>();
        try (ServiceLog<ScalingOverride> log =
                new ServiceLog<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class, service)) {
            log.each(Instant.EPOCH, Long.MAX_VALUE, record -> change(record).ifPresent(changes::add));
        }
        Agenda agenda = Agenda.EMPTY;
        for (Change change : changes) {
            agenda = change.after(agenda);
        }
        return agenda;
    }

    /** What cannot be does not count, as in the application, which has it among its dead letters with the reason. */
    private static Optional<Change> change(ScalingOverride record) {
        try {
            return Optional.of(OverrideCodec.fromRecord(record));
        } catch (IllegalArgumentException impossible) {
            return Optional.empty();
        }
    }
}
