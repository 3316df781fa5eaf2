package dev.sluice.cli.kafka;

import dev.sluice.events.LearnedHistory;
import dev.sluice.schemas.Topic;
import java.util.Optional;

/** What was learned of services before, on its topic. */
public final class LearnedHistories {
    private LearnedHistories() {}

    /** Returns what was last learned of a service; empty if nothing was. */
    public static Optional<LearnedHistory> newest(Connection connection, String service) {
        try (ServiceLog<LearnedHistory> log =
                new ServiceLog<>(connection, Topic.LEARNED_HISTORIES, LearnedHistory.class, service)) {
            return log.newest();
        }
    }
}
