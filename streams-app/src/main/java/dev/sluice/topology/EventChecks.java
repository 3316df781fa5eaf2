package dev.sluice.topology;

import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.DeadLetter;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What no event can say: another service than its key, intervals that end before they begin or lie in a far future,
 * negative counts, no numbers. Runs for every event, so it makes nothing as long as all is well.
 */
final class EventChecks {
    /** In event time nothing tells what the future is, save that recordings were made before it; ms. */
    static final long END_OF_RECORDINGS = Instant.parse("2100-01-01T00:00:00Z").toEpochMilli();

    /** How far a reporter's clock may be ahead. */
    private static final long CLOCK_SKEW_MS = Duration.ofMinutes(10).toMillis();

    private static final long LONGEST_INTERVAL_MS = Duration.ofDays(1).toMillis();

    private EventChecks() {}

    /** The latest time that an event may carry at {@code wall}, both ms. */
    static long latest(long wall) {
        return wall + CLOCK_SKEW_MS;
    }

    /** Whether an interval can be, all in ms since the epoch. */
    static boolean isInterval(long from, long to, long latest) {
        return from >= 0 && to > from && to <= latest && to - from <= LONGEST_INTERVAL_MS;
    }

    static Rejection otherService(String key, String named) {
        return key.equals(named)
                ? Rejection.NOT
                : new Rejection(
                        DeadLetter.Reason.KEY_IS_NOT_SERVICE, "the key is " + key + ", the value names " + named);
    }

    static Rejection of(String key, RequestRateEvent e, long latest) {
        Finding finding = new Finding(otherService(key, e.getService()));
        finding.interval(e.getFrom(), e.getTo(), latest);
        finding.count("requests", e.getRequests());
        finding.count("errors", e.getErrors());
        finding.count("completed", e.getCompleted());
        finding.amount("meanConcurrency", e.getMeanConcurrency());
        finding.count("queueDepth", e.getQueueDepth());
        finding.amount("units", e.getUnits());
        finding.histogram(e.getLatency());
        return finding.first;
    }

    static Rejection of(String key, UsageEvent e, long latest) {
        Finding finding = new Finding(otherService(key, e.getService()));
        finding.interval(e.getFrom(), e.getTo(), latest);
        finding.amount("cpuUsed", e.getCpuUsed());
        finding.amount("gpuUsed", e.getGpuUsed());
        finding.count("memoryUsed", e.getMemoryUsed());
        finding.count("gpuMemoryUsed", e.getGpuMemoryUsed());
        finding.count("storageUsed", e.getStorageUsed());
        finding.amount("cpuLimit", e.getCpuLimit());
        finding.amount("gpuLimit", e.getGpuLimit());
        finding.count("memoryLimit", e.getMemoryLimit());
        finding.count("gpuMemoryLimit", e.getGpuMemoryLimit());
        finding.count("storageLimit", e.getStorageLimit());
        finding.count("outOfMemoryKills", e.getOutOfMemoryKills());
        return finding.first;
    }

    static Rejection of(String key, ScalingAck e) {
        Finding finding = new Finding(otherService(key, e.getService()));
        finding.count("generation", e.getGeneration());
        finding.count("replicas", e.getReplicas());
        finding.count("ready", e.getReady() == null ? 0 : e.getReady());
        if (e.getAt().isBefore(e.getIssuedAt())) {
            finding.impossible("acknowledged at " + e.getAt() + ", before it was issued at " + e.getIssuedAt());
        }
        return finding.first;
    }

    /** The first thing that is wrong with an event. */
    private static final class Finding {
        private Rejection first;

        Finding(Rejection first) {
            this.first = first;
        }

        void impossible(String detail) {
            if (!first.isRejected()) {
                first = Rejection.impossible(detail);
            }
        }

        void interval(Instant from, Instant to, long latest) {
            long start = from.toEpochMilli();
            long end = to.toEpochMilli();
            if (end <= start) {
                impossible("the interval ends at " + to + ", not after its start " + from);
            } else if (start < 0) {
                impossible("the interval starts at " + from + ", before 1970");
            } else if (end > latest) {
                impossible("the interval ends at " + to + ", in the future");
            } else if (end - start > LONGEST_INTERVAL_MS) {
                impossible("the interval from " + from + " to " + to + " is over a day long");
            }
        }

        void count(String field, long value) {
            if (value < 0) {
                impossible(field + " is " + value);
            }
        }

        void count(String field, @Nullable Long value) {
            if (value != null && value < 0) {
                impossible(field + " is " + value);
            }
        }

        void amount(String field, @Nullable Double value) {
            if (value != null && !(value >= 0 && value <= Double.MAX_VALUE)) {
                impossible(field + " is " + value);
            }
        }

        void histogram(@Nullable LatencyHistogram latency) {
            if (latency != null) {
                try {
                    EventReader.histogram(latency);
                } catch (IllegalArgumentException e) {
                    impossible("latency: " + e.getMessage());
                }
            }
        }
    }
}
