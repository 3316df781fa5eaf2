package dev.sluice.ingest.series;

import dev.sluice.events.RequestRateEvent;
import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.Sample;
import dev.sluice.ingest.export.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;

/**
 * What is known of one instance: its series, and what was counted since its last event.
 *
 * <p><b>Rules.</b> Each request is in exactly one event, and the events of an instance do not overlap: each begins where the one before
 * ended. An event ends at the newest point of an export. It is complete when a later export comes, or when {@link #due} is called, which
 * leaves parts of one export time to come. What comes after that is in the next event.
 *
 * <p>At the first point of a cumulative series, its total is new if its counting began after the instance was first heard of, or if the
 * start is that of series known before; or at most five minutes ago. Else the point is only where counting begins: a process that
 * has run for a week does not bring the requests of a week.
 */
public final class ReporterState {
    /** Most series of one instance; further ones are not counted. */
    public static final int MOST_SERIES = 2_000;

    static final long MS = 1_000_000L;
    private static final long RECENT_NS = Duration.ofMinutes(5).toNanos();
    private static final long LONGEST_MS = Duration.ofDays(1).toMillis();
    /** Length of an event whose start nothing tells. */
    private static final long UNKNOWN_START_MS = 10_000;

    private static final int MOST_STARTS = 32;

    final Map<SeriesKey, Series> series = new LinkedHashMap<>();
    final TreeMap<Long, Long> starts = new TreeMap<>();
    final Precedence precedence = new Precedence();
    final Tally tally = new Tally();
    long first;
    /** End of the last event, ms; 0 before the first. */
    long reportedTo;
    /** Newest point that is in no event, ns; 0: there is none. */
    long pendingTo;
    /** Earliest start of what was counted before the first event, ns; 0: nothing was. */
    long began;
    /** When it was last heard of by the wall clock, ms. */
    long heard;

    private int refused;

    /** Takes an export; gives the event that it completes, if there is one. */
    public Optional<SpecificRecord> take(Export export, long wall) {
        heard = wall;
        boolean later = pendingTo != 0 && export.time() / MS > pendingTo / MS;
        Optional<SpecificRecord> complete = later ? due(export.reporter()) : Optional.empty();
        List<Sample> samples = new ArrayList<>(export.samples());
        samples.sort(Comparator.comparingInt(Sample::rank));
        first = first == 0 && !samples.isEmpty() ? export.time() : first;
        samples.forEach(this::take);
        samples.stream().filter(s -> s.start() != 0).forEach(s -> starts.putIfAbsent(s.start(), s.time()));
        while (starts.size() > MOST_STARTS) {
            starts.pollFirstEntry();
        }
        boolean tells = isAlive(export) && export.time() / MS > reportedTo;
        if (first != 0 && (tells || isLateDemand(export))) {
            pendingTo = Math.max(pendingTo, export.time());
        }
        return complete;
    }

    /** A sender that only takes values back has gone: nobody reports, which is not the same as no demand. */
    private static boolean isAlive(Export export) {
        return export.samples().isEmpty()
                || export.samples().stream().anyMatch(sample -> !(sample.value() instanceof Value.Absent));
    }

    /** Counts that came after their interval was told are told at once; a share of a CPU needs an interval of its own. */
    private boolean isLateDemand(Export export) {
        return export.reporter().kind() == Role.Kind.DEMAND && tally.isAny();
    }

    private void take(Sample sample) {
        SeriesKey key = new SeriesKey(sample.series(), sample.role());
        Series known = series.get(key);
        if (known == null && series.size() >= MOST_SERIES) {
            refused++;
            return;
        }
        if (known == null || known.differs(sample)) {
            known = Series.of(sample);
            series.put(key, known);
        }
        boolean counts = precedence.takes(sample.role(), sample.rank(), sample.time());
        boolean timed = sample.role() == Role.REQUESTS
                && isTimed(sample.value())
                && precedence.takes(Role.LATENCY, sample.rank(), sample.time());
        Series of = known;
        Optional<Value> grown = of.take(sample, this::isNew);
        if (counts && grown.isPresent()) {
            tally.add(of, grown.get(), timed);
            began = began == 0 ? sample.start() : Math.min(began, sample.start());
        }
    }

    private static boolean isTimed(Value value) {
        return value instanceof Value.Exponential
                || (value instanceof Value.Explicit explicit && explicit.bounds().length > 0);
    }

    private boolean isNew(Sample sample) {
        if (sample.start() == 0) {
            return false;
        }
        Long seen = starts.get(sample.start());
        boolean began = sample.start() > first || (seen != null && seen < sample.time());
        return began || sample.time() - sample.start() <= RECENT_NS;
    }

    /** The event with all that was counted since the last one; empty if there is nothing to tell. */
    public Optional<SpecificRecord> due(ReporterKey reporter) {
        if (pendingTo == 0) {
            return Optional.empty();
        }
        boolean isFirst = reportedTo == 0;
        long to = Math.max(pendingTo / MS, reportedTo + 1);
        pendingTo = 0;
        if (isFirst && !tally.isAny()) {
            reportedTo = to;
            return Optional.empty();
        }
        long from = isFirst ? beginning(to) : Math.max(reportedTo, to - LONGEST_MS);
        reportedTo = to;
        return Optional.of(
                reporter.kind() == Role.Kind.DEMAND ? demand(reporter, from, to) : usage(reporter, from, to));
    }

    private long beginning(long to) {
        long start = began / MS;
        boolean usable = start > 0 && start < to && to - start <= RECENT_NS / MS;
        return usable ? start : to - UNKNOWN_START_MS;
    }

    @SuppressWarnings("NullAway") // the generated classes use null for what was not measured
    private SpecificRecord demand(ReporterKey reporter, long from, long to) {
        long requests = (long) tally.requests;
        long errors = (long) tally.errors;
        RequestRateEvent.Builder event = RequestRateEvent.newBuilder()
                .setService(reporter.service())
                .setInstance(reporter.instance())
                .setPool(reporter.pool())
                .setFrom(Instant.ofEpochMilli(from))
                .setTo(Instant.ofEpochMilli(to))
                .setRequests(requests)
                .setErrors(errors)
                .setMeanConcurrency(level(Role.CONCURRENCY, to).orElse(null))
                .setQueueDepth(level(Role.BACKLOG, to).map(Math::round).orElse(null))
                .setUnits(precedence.knows(Role.UNITS) ? tally.units : null)
                .setLatency(tally.latencies.histogram().orElse(null))
                .setTimeToFirstToken(tally.firstTokens.histogram().orElse(null))
                .setInterTokenTime(tally.interTokens.histogram().orElse(null))
                .setRequestsRunning(level(Role.RUNNING, to).orElse(null))
                .setKvCacheUsage(share(Role.KV_CACHE, to).orElse(null));
        tokens(event);
        tally.reported(requests, errors);
        return event.build();
    }

    /** Hits of a cache mean something only beside the prompts that they are part of. */
    private void tokens(RequestRateEvent.Builder event) {
        TokenTally.Counted tokens = tally.tokens.counted();
        if (precedence.knows(Role.PROMPT_TOKENS)) {
            event.setPromptTokens(tokens.prompt());
            if (precedence.knows(Role.CACHED_PROMPT_TOKENS)) {
                event.setCachedPromptTokens(tokens.cached());
            }
        }
        if (precedence.knows(Role.OUTPUT_TOKENS)) {
            event.setOutputTokens(tokens.output());
        }
    }

    private SpecificRecord usage(ReporterKey reporter, long from, long to) {
        Optional<Double> cores = level(Role.CPU, to);
        boolean counted = series.values().stream()
                .anyMatch(s -> s.role() == Role.CPU && !s.isLevel() && precedence.isBest(Role.CPU, s.rank()));
        Optional<Double> cpu = counted ? Optional.of(tally.cpuSeconds * 1000 / (to - from)) : cores;
        SpecificRecord event = UsageEvents.of(reporter, from, to, role -> role == Role.CPU ? cpu : level(role, to));
        tally.reported(0, 0);
        return event;
    }

    /** The sum of the levels with a role that are known shortly before {@code to}, ms. */
    private Optional<Double> level(Role role, long to) {
        return levels(role, to).reduce(Double::sum).map(level -> Math.max(0, level));
    }

    /** Their mean, as a share: engines in one process have a cache each. */
    private Optional<Double> share(Role role, long to) {
        OptionalDouble mean = levels(role, to)
                .mapToDouble(share -> Math.max(0, Math.min(1, share)))
                .average();
        return mean.isPresent() ? Optional.of(mean.getAsDouble()) : Optional.empty();
    }

    private Stream<Double> levels(Role role, long to) {
        return series.values().stream()
                .filter(s -> s.role() == role && s.isLevel() && precedence.isBest(role, s.rank()))
                .filter(s -> s.newest() >= to * MS - RECENT_NS)
                .flatMap(s -> s.level().stream());
    }

    /** True if any sample came: an instance that only shows that it is alive is not remembered. */
    public boolean isKnown() {
        return first != 0;
    }

    /** True if something waits to be told in an event. */
    public boolean isPending() {
        return pendingTo != 0;
    }

    /** When it was last heard of by the wall clock, ms. */
    public long heard() {
        return heard;
    }

    /** Series that were refused since this was read, for there were too many. */
    public int refused() {
        return refused;
    }
}
