package dev.sluice.executor.commands.ack;

import dev.sluice.executor.Target;
import dev.sluice.executor.TimeSource;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** The time of each service of a partition, by the executor's time source. */
public final class PartitionClock {
    private final TimeSource source;
    private final Map<String, Instant> newestSeen = new HashMap<>();

    public PartitionClock(TimeSource source) {
        this.source = source;
    }

    /** A record of the service carries this time. */
    public void see(String service, Instant time) {
        if (source.recorded()) {
            newestSeen.merge(service, time, (a, b) -> a.isAfter(b) ? a : b);
        }
    }

    public Instant now(Target target) {
        return source.now(newestSeen.getOrDefault(target.service(), Instant.EPOCH));
    }
}
