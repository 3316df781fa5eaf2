package dev.sluice.cli;

import dev.sluice.config.OverrideCodec;
import dev.sluice.events.ScalingOverride;
import dev.sluice.policy.schedule.Agenda;
import dev.sluice.policy.schedule.Change;
import dev.sluice.schemas.Topic;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** What was set by hand or by the calendar for one service, on its topic. */
record OverrideLog(Connection connection, String service) {
    /** Publishes a change. */
    void append(Change change) {
        connection.require(Topic.SCALING_OVERRIDES);
        try (Publication<ScalingOverride> publication =
                new Publication<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class)) {
            publication.send(service, OverrideCodec.toRecord(service, change));
        }
    }

    /** The services for which anything was ever set, by name. */
    static SortedSet<String> services(Connection connection) {
        SortedSet<String> services = new TreeSet<>();
        new TopicLog<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class)
                .each(Instant.EPOCH, (service, change) -> services.add(service));
        return services;
    }

    /** What holds at {@code now} or later. */
    Agenda agenda(Instant now) {
        Agenda agenda = Agenda.EMPTY;
        for (Change change : changes()) {
            agenda = change.after(agenda);
        }
        return agenda.pruned(now);
    }

    private List<Change> changes() {
        List<Change> changes = new ArrayList<>();
        try (ServiceLog<ScalingOverride> log =
                new ServiceLog<>(connection, Topic.SCALING_OVERRIDES, ScalingOverride.class, service)) {
            log.each(Instant.EPOCH, Long.MAX_VALUE, record -> read(record, changes));
        }
        return changes;
    }

    /** What cannot be does not count, as in the application. */
    private static void read(ScalingOverride record, List<Change> changes) {
        try {
            changes.add(OverrideCodec.fromRecord(record));
        } catch (IllegalArgumentException e) {
            // the application has it among its dead letters, with the reason
        }
    }
}
