package dev.sluice.topology.intake;

import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.Acknowledgement.Status;
import dev.sluice.control.message.report.RateReport;
import dev.sluice.control.message.report.Reporter;
import dev.sluice.control.message.report.TokenReport;
import dev.sluice.control.message.report.UsageReport;
import dev.sluice.control.message.report.UsageReport.Amounts;
import dev.sluice.demand.LatencyHistogram;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.UsageEvent;
import dev.sluice.schemas.ShortText;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads events into the values of the loops. */
public final class EventReader {
    /** A command each millisecond reaches it in a hundred thousand years. */
    private static final long HIGHEST_GENERATION = 1L << 52;

    private EventReader() {}

    public static RateReport report(RequestRateEvent e) {
        return new RateReport(
                e.getPool(),
                Reporter.named(e.getInstance()),
                e.getFrom().toEpochMilli(),
                e.getTo().toEpochMilli(),
                e.getRequests(),
                e.getErrors(),
                e.getCompleted() == null ? e.getRequests() : e.getCompleted(),
                orNaN(e.getMeanConcurrency()),
                orNaN(e.getQueueDepth()),
                orNaN(e.getUnits()),
                orEmpty(e.getLatency()),
                tokens(e),
                Optional.ofNullable(e.getLag()).map(LagRecords::lag));
    }

    private static Optional<TokenReport> tokens(RequestRateEvent e) {
        boolean none = Stream.of(
                        e.getPromptTokens(),
                        e.getCachedPromptTokens(),
                        e.getOutputTokens(),
                        e.getTimeToFirstToken(),
                        e.getInterTokenTime(),
                        e.getRequestsRunning(),
                        e.getKvCacheUsage())
                .allMatch(Objects::isNull);
        return none
                ? Optional.empty()
                : Optional.of(new TokenReport(
                        orNaN(e.getPromptTokens()),
                        orNaN(e.getCachedPromptTokens()),
                        orNaN(e.getOutputTokens()),
                        orNaN(e.getRequestsRunning()),
                        orNaN(e.getKvCacheUsage()),
                        orEmpty(e.getTimeToFirstToken()),
                        orEmpty(e.getInterTokenTime())));
    }

    private static LatencyHistogram orEmpty(dev.sluice.events.@Nullable LatencyHistogram h) {
        return h == null ? LatencyHistogram.empty() : histogram(h);
    }

    public static UsageReport usage(UsageEvent e) {
        return new UsageReport(
                e.getInstance(),
                e.getFrom().toEpochMilli(),
                e.getTo().toEpochMilli(),
                new Amounts(
                        orNaN(e.getCpuUsed()),
                        orNaN(e.getMemoryUsed()),
                        orNaN(e.getGpuUsed()),
                        orNaN(e.getGpuMemoryUsed()),
                        orNaN(e.getStorageUsed())),
                new Amounts(
                        orNaN(e.getCpuLimit()),
                        orNaN(e.getMemoryLimit()),
                        orNaN(e.getGpuLimit()),
                        orNaN(e.getGpuMemoryLimit()),
                        orNaN(e.getStorageLimit())),
                e.getOutOfMemoryKills());
    }

    private static final int MOST_OF_EXECUTOR = 100;

    /** The acknowledgement; empty for a status that this version does not know. */
    public static Optional<Acknowledgement> acknowledgement(ScalingAck e) {
        return status(e)
                .map(status -> new Acknowledgement(
                        e.getPool(),
                        e.getGeneration(),
                        status,
                        e.getReplicas(),
                        replicas(e.getReady()),
                        e.getIssuedAt(),
                        e.getAt(),
                        knownGeneration(e),
                        executor(e),
                        new Acknowledgement.Platform(replicas(e.getRunning()), replicas(e.getLimit()))));
    }

    private static OptionalInt replicas(@Nullable Integer count) {
        return count == null ? OptionalInt.empty() : OptionalInt.of(count);
    }

    /** What tells executors apart, without the rest of a very long name. */
    private static String executor(ScalingAck e) {
        String name = e.getGroup().isEmpty() ? e.getExecutor() : e.getGroup();
        return ShortText.beginning(name, MOST_OF_EXECUTOR);
    }

    /** The generation that the executor knows; one that no count of commands reaches is none. */
    private static OptionalLong knownGeneration(ScalingAck e) {
        Long known = e.getKnownGeneration();
        return known == null || known < 0 || known > HIGHEST_GENERATION ? OptionalLong.empty() : OptionalLong.of(known);
    }

    private static Optional<Status> status(ScalingAck e) {
        return switch (e.getStatus()) {
            case APPLIED -> Optional.of(Status.APPLIED);
            case READY -> Optional.of(Status.READY);
            case SUPERSEDED -> Optional.of(Status.SUPERSEDED);
            case EXPIRED -> Optional.of(Status.EXPIRED);
            case FAILED -> Optional.of(Status.FAILED);
            case DRIFTED -> Optional.of(Status.DRIFTED);
            case UNKNOWN -> Optional.empty();
        };
    }

    static LatencyHistogram histogram(dev.sluice.events.LatencyHistogram h) {
        List<Long> counts = h.getCounts();
        long[] values = new long[counts.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = counts.get(i);
        }
        return new LatencyHistogram(h.getScale(), h.getZeroCount(), h.getOffset(), values);
    }

    private static double orNaN(@Nullable Long value) {
        return value == null ? Double.NaN : value;
    }

    private static double orNaN(@Nullable Double value) {
        return value == null ? Double.NaN : value;
    }
}
