package dev.sluice.topology.intake;

import dev.sluice.config.record.check.Finding;
import dev.sluice.config.record.check.Limits;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.demand.GroupLag;
import dev.sluice.events.ConsumerGroupLag;
import dev.sluice.events.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.DeadLetter;
import dev.sluice.schemas.KeyPartition;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What no event can say: another service than its key, intervals that end before they begin or lie in a far future,
 * negative counts, no numbers, more than {@link Limits}. Runs for every event.
 */
public final class EventChecks {
    /** How far a reporter's clock may be ahead. */
    private static final long CLOCK_SKEW_MS = Duration.ofMinutes(10).toMillis();

    private static final long LONGEST_INTERVAL_MS = Duration.ofDays(1).toMillis();

    private EventChecks() {}

    /** The latest time that an event may carry at {@code wall}, both ms. */
    public static long latest(long wall) {
        return wall + CLOCK_SKEW_MS;
    }

    /** Whether an interval can be, all in ms since the epoch. */
    public static boolean isInterval(long from, long to, long latest) {
        return from >= 0 && to > from && to <= latest && to - from <= LONGEST_INTERVAL_MS;
    }

    /** Why no service has this key; empty and broken keys would be stored as others. */
    public static Rejection key(byte[] key, String service) {
        if (service.isBlank()) {
            return Rejection.impossible("the key is empty");
        }
        if (service.length() > Limits.NAME) {
            return Rejection.impossible("the key has " + service.length() + " characters, more than " + Limits.NAME);
        }
        return Arrays.equals(key, service.getBytes(StandardCharsets.UTF_8))
                ? Rejection.NOT
                : new Rejection(DeadLetter.Reason.UNREADABLE, "the key is not text in UTF-8");
    }

    /** Why a record is where the other records of its service are not, among so many partitions; 0: that is not known. */
    public static Rejection partition(ConsumerRecord<byte[], byte[]> record, int partitions) {
        int own = partitions == 0 ? record.partition() : KeyPartition.of(record.key(), partitions);
        return own == record.partition()
                ? Rejection.NOT
                : new Rejection(
                        DeadLetter.Reason.WRONG_PARTITION,
                        "it is in partition " + record.partition() + " of " + partitions + ", and the key belongs to "
                                + own + " as Java's client places it: set the writer's partitioner to murmur2, in"
                                + " librdkafka partitioner=murmur2_random");
    }

    public static Rejection of(String key, RequestRateEvent e, long latest) {
        return check(new Finding(), key, e, latest).first();
    }

    public static Rejection of(String key, UsageEvent e, long latest) {
        return check(new Finding(), key, e, latest).first();
    }

    /** Adds what is wrong with an event. */
    static Finding check(Finding finding, String key, RequestRateEvent e, long latest) {
        finding.service(key, e.getService());
        interval(finding, e.getFrom(), e.getTo(), latest);
        finding.name("instance", e.getInstance())
                .name("pool", e.getPool())
                .count("requests", e.getRequests())
                .count("errors", e.getErrors())
                .count("completed", e.getCompleted())
                .amount("meanConcurrency", e.getMeanConcurrency())
                .count("queueDepth", e.getQueueDepth())
                .amount("units", e.getUnits());
        histogram(finding, "latency", e.getLatency());
        tokens(finding, e);
        lag(finding, e.getLag());
        return finding;
    }

    private static void tokens(Finding finding, RequestRateEvent e) {
        finding.count("promptTokens", e.getPromptTokens())
                .count("cachedPromptTokens", e.getCachedPromptTokens())
                .count("outputTokens", e.getOutputTokens())
                .amount("requestsRunning", e.getRequestsRunning())
                .share("kvCacheUsage", e.getKvCacheUsage());
        double prompt = e.getPromptTokens() == null ? Double.NaN : e.getPromptTokens();
        double cached = e.getCachedPromptTokens() == null ? Double.NaN : e.getCachedPromptTokens();
        if (!isCached(prompt, cached)) {
            finding.impossible("cachedPromptTokens is " + e.getCachedPromptTokens() + ", more than promptTokens, "
                    + (e.getPromptTokens() == null ? "which is not said" : "which is " + e.getPromptTokens()));
        }
        histogram(finding, "timeToFirstToken", e.getTimeToFirstToken());
        histogram(finding, "interTokenTime", e.getInterTokenTime());
    }

    private static void lag(Finding finding, @Nullable ConsumerGroupLag lag) {
        if (lag == null) {
            return;
        }
        finding.name("lag.group", lag.getGroup())
                .count("lag.partitions", lag.getPartitions(), Integer.MAX_VALUE)
                .count("lag.unknownPartitions", lag.getUnknownPartitions(), lag.getPartitions())
                .count("lag.uncommittedPartitions", lag.getUncommittedPartitions(), lag.getPartitions())
                .count("lag.stuckPartitions", lag.getStuckPartitions(), lag.getPartitions())
                .count("lag.stuckLag", lag.getStuckLag())
                .count("number of lag.largest", lag.getLargest().size(), GroupLag.MOST_LARGEST);
        lag.getLargest()
                .forEach(partition -> finding.name("lag.largest.topic", partition.getTopic())
                        .count("lag.largest.partition", partition.getPartition(), Integer.MAX_VALUE)
                        .count("lag.largest.lag", partition.getLag())
                        .amount("lag.largest.arrivals", partition.getArrivals()));
    }

    /** Whether so many of the tokens of prompts can have come from a cache; NaN: not said. */
    static boolean isCached(double prompt, double cached) {
        return Double.isNaN(cached) || cached <= prompt;
    }

    /** Adds what is wrong with an event. */
    static Finding check(Finding finding, String key, UsageEvent e, long latest) {
        finding.service(key, e.getService());
        interval(finding, e.getFrom(), e.getTo(), latest);
        return finding.name("instance", e.getInstance())
                .name("pool", e.getPool())
                .amount("cpuUsed", e.getCpuUsed())
                .amount("gpuUsed", e.getGpuUsed())
                .count("memoryUsed", e.getMemoryUsed())
                .count("gpuMemoryUsed", e.getGpuMemoryUsed())
                .count("storageUsed", e.getStorageUsed())
                .amount("cpuLimit", e.getCpuLimit())
                .amount("gpuLimit", e.getGpuLimit())
                .count("memoryLimit", e.getMemoryLimit())
                .count("gpuMemoryLimit", e.getGpuMemoryLimit())
                .count("storageLimit", e.getStorageLimit())
                .count("outOfMemoryKills", e.getOutOfMemoryKills(), Integer.MAX_VALUE);
    }

    /** The times of an acknowledgement are by another host's clock: none of them makes it impossible. */
    public static Rejection of(String key, ScalingAck e) {
        return new Finding()
                .service(key, e.getService())
                .name("pool", e.getPool())
                .count("generation", e.getGeneration(), Limits.GENERATION)
                .count("replicas", e.getReplicas(), Limits.REPLICAS)
                .replicas("ready", e.getReady())
                .replicas("running", e.getRunning())
                .replicas("limit", e.getLimit())
                .first();
    }

    private static void interval(Finding finding, Instant from, Instant to, long latest) {
        long start = from.toEpochMilli();
        long end = to.toEpochMilli();
        if (end <= start) {
            finding.impossible("the interval ends at " + to + ", not after its start " + from);
        } else if (start < 0) {
            finding.impossible("the interval starts at " + from + ", before 1970");
        } else if (end > latest) {
            finding.impossible("the interval ends at " + to + ", in the future");
        } else if (end - start > LONGEST_INTERVAL_MS) {
            finding.impossible("the interval from " + from + " to " + to + " is over a day long");
        }
    }

    private static void histogram(Finding finding, String field, @Nullable LatencyHistogram latency) {
        if (latency != null) {
            try {
                EventReader.histogram(latency);
            } catch (IllegalArgumentException e) {
                finding.impossible(field + ": " + e.getMessage());
            }
        }
    }
}
