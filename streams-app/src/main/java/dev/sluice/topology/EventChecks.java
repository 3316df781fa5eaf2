package dev.sluice.topology;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.UsageEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What no event can say: intervals that end before they begin or lie in a far future, negative counts, no numbers. */
final class EventChecks {
    /** How far a reporter's clock may be ahead. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);

    /** In event time nothing tells what the future is, save that recordings were made before it. */
    private static final Instant END_OF_RECORDINGS = Instant.parse("2100-01-01T00:00:00Z");

    private EventChecks() {}

    /** The latest time that an event may carry; {@code wall} is empty in event time. */
    static Instant latest(Optional<Instant> wall) {
        return wall.map(now -> now.plus(CLOCK_SKEW)).orElse(END_OF_RECORDINGS);
    }

    static Optional<Rejected> of(RequestRateEvent e, Instant latest) {
        return interval(e.getFrom(), e.getTo(), latest)
                .or(() -> negative("requests", (double) e.getRequests()))
                .or(() -> negative("errors", (double) e.getErrors()))
                .or(() -> negative("completed", number(e.getCompleted())))
                .or(() -> negative("meanConcurrency", e.getMeanConcurrency()))
                .or(() -> negative("queueDepth", number(e.getQueueDepth())))
                .or(() -> negative("units", e.getUnits()))
                .or(() -> histogram(e));
    }

    static Optional<Rejected> of(UsageEvent e, Instant latest) {
        return interval(e.getFrom(), e.getTo(), latest)
                .or(() -> negative("cpuUsed", e.getCpuUsed()))
                .or(() -> negative("gpuUsed", e.getGpuUsed()))
                .or(() -> negative("memoryUsed", number(e.getMemoryUsed())))
                .or(() -> negative("gpuMemoryUsed", number(e.getGpuMemoryUsed())))
                .or(() -> negative("storageUsed", number(e.getStorageUsed())))
                .or(() -> negative("outOfMemoryKills", (double) e.getOutOfMemoryKills()));
    }

    static Optional<Rejected> of(ScalingAck e) {
        return negative("generation", (double) e.getGeneration())
                .or(() -> negative("replicas", (double) e.getReplicas()))
                .or(() -> negative("ready", e.getReady() == null ? null : (double) e.getReady()))
                .or(() -> e.getAt().isBefore(e.getIssuedAt())
                        ? Optional.of(Rejected.impossible(
                                "acknowledged at " + e.getAt() + ", before it was issued at " + e.getIssuedAt()))
                        : Optional.empty());
    }

    private static Optional<Rejected> interval(Instant from, Instant to, Instant latest) {
        if (!to.isAfter(from)) {
            return Optional.of(Rejected.impossible("the interval ends at " + to + ", not after its start " + from));
        }
        if (from.isBefore(Instant.EPOCH)) {
            return Optional.of(Rejected.impossible("the interval starts at " + from + ", before 1970"));
        }
        if (to.isAfter(latest)) {
            return Optional.of(Rejected.impossible("the interval ends at " + to + ", in the future"));
        }
        if (Duration.between(from, to).compareTo(LONGEST_INTERVAL) > 0) {
            return Optional.of(Rejected.impossible("the interval from " + from + " to " + to + " is over a day long"));
        }
        return Optional.empty();
    }

    private static Optional<Rejected> negative(String field, @Nullable Double value) {
        if (value == null || (value >= 0 && value <= Double.MAX_VALUE)) {
            return Optional.empty();
        }
        return Optional.of(Rejected.impossible(field + " is " + value));
    }

    private static @Nullable Double number(@Nullable Long value) {
        return value == null ? null : (double) value;
    }

    private static Optional<Rejected> histogram(RequestRateEvent e) {
        if (e.getLatency() == null) {
            return Optional.empty();
        }
        try {
            EventReader.histogram(e.getLatency());
            return Optional.empty();
        } catch (IllegalArgumentException impossible) {
            return Optional.of(Rejected.impossible("latency: " + impossible.getMessage()));
        }
    }
}
