package dev.sluice.ingest.mapping;

import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.ReporterKey;
import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.Sample;
import dev.sluice.ingest.export.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Maps the points of one resource: each becomes a sample of an instance, or nothing, or is refused with a reason. Points that no rule knows
 * are not refused: a collector sends much that is of no use here.
 */
public final class Mapper {
    /** How far a sender's clock may be ahead, ns: what lies later would not be taken from the events either. */
    private static final long AHEAD_NS = 600_000_000_000L;

    /** Bytes of samples that travel in one record: half of what Kafka takes by default. */
    private static final int MOST_BYTES = 500_000;

    private static final int SAMPLE_BYTES = 80;
    private static final int NUMBER_BYTES = 10;
    private static final long ONE_COLLECTION_NS = 1_000_000_000L;
    private static final int MOST_NAME = 253;
    private static final String BOUND = "le";
    private static final String UNNAMED = "unknown_service";

    private final Mapping mapping;
    private final long latestNs;
    private final Map<String, String> resource;
    private final Map<ReporterKey, List<Sample>> samples = new LinkedHashMap<>();
    private final Refusals refusals;
    private long newest;

    /**
     * Begins with a resource.
     *
     * @param wall ms since the epoch
     * @param refusals where points go that cannot be used
     */
    public Mapper(Mapping mapping, Map<String, String> resource, long wall, Refusals refusals) {
        this.mapping = mapping;
        this.resource = Map.copyOf(resource);
        this.latestNs = wall * 1_000_000 + AHEAD_NS;
        this.refusals = refusals;
    }

    /** Maps a point. */
    public void add(Point point) {
        newest = Math.max(newest, point.time() <= latestNs ? point.time() : 0);
        String bound = point.attributes().getOrDefault(BOUND, "");
        Optional<Mapping.Found> found = mapping.find(point.metric(), !bound.isEmpty());
        if (found.isEmpty()) {
            return;
        }
        Attributes attributes = new Attributes(point.attributes(), resource);
        for (Rule rule : found.get().rules()) {
            rule.role()
                    .filter(role -> tells(role, found.get().part()) && rule.covers(attributes))
                    .ifPresent(role -> add(point, rule, role, found.get().part(), attributes));
        }
    }

    /** Whether a part of a classic histogram says what a role wants. */
    private static boolean tells(Role role, Mapping.Part part) {
        return switch (part) {
            case WHOLE -> true;
            case COUNT -> role == Role.REQUESTS || role == Role.ERRORS;
            case SUM -> role.isAmount();
            case BUCKET -> role == Role.REQUESTS || role.isTime();
        };
    }

    private void add(Point point, Rule rule, Role role, Mapping.Part part, Attributes attributes) {
        Optional<ReporterKey> reporter = rule.naming().reporter(attributes, role.kind());
        if (reporter.isEmpty() && rule.hasOwnService()) {
            return;
        }
        Optional<String> fault = fault(point, reporter);
        if (fault.isPresent()) {
            refusals.refuse(point.metric() + ": " + fault.get());
            return;
        }
        try {
            Sample sample = sample(point, rule, role, part, attributes);
            samples.computeIfAbsent(reporter.orElseThrow(), any -> new ArrayList<>())
                    .add(sample);
        } catch (IllegalArgumentException e) {
            refusals.refuse(point.metric() + ": " + e.getMessage());
        }
    }

    private Optional<String> fault(Point point, Optional<ReporterKey> reporter) {
        if (reporter.isEmpty()) {
            return Optional.of(
                    "nothing names its service: set the attribute service.name (OTEL_SERVICE_NAME), or service in"
                            + " the file of ingest.mapping");
        }
        ReporterKey who = reporter.get();
        if (who.service().startsWith(UNNAMED)) {
            return Optional.of("service.name is " + who.service()
                    + ", which stands for none: set OTEL_SERVICE_NAME, or service.name in the SDK's resource");
        }
        int longest = Math.max(
                who.service().length(),
                Math.max(who.pool().length(), who.instance().length()));
        if (longest > MOST_NAME) {
            return Optional.of(
                    "the name of its service, pool or instance has " + longest + " characters, more than " + MOST_NAME);
        }
        return point.time() > latestNs
                ? Optional.of("its time is more than 10 minutes in the future: check the clock of its host")
                : Optional.empty();
    }

    private Sample sample(Point point, Rule rule, Role role, Mapping.Part part, Attributes attributes) {
        boolean isBucket = part == Mapping.Part.BUCKET;
        return new Sample(
                SeriesDigest.of(point.metric(), point.attributes(), resource),
                isBucket && role == Role.REQUESTS ? Role.LATENCY : role,
                rule.rank(),
                rule.isError(attributes),
                SampleValues.temporality(point.temporality(), role),
                point.start(),
                point.time(),
                isBucket ? bound(point, rule) : Double.NaN,
                SampleValues.scaled(point, rule, role));
    }

    private static double bound(Point point, Rule rule) {
        String bound = point.attributes().getOrDefault(BOUND, "");
        try {
            return bound.equals("+Inf")
                    ? Double.POSITIVE_INFINITY
                    : Double.parseDouble(bound) * SampleValues.milliseconds(point, rule);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("le is " + bound + ", not a number", e);
        }
    }

    /**
     * What each instance sent. A resource that is alive and has nothing to tell gives an export without samples: what is known
     * of it stays as it is, and that is news.
     */
    public List<Export> exports() {
        naming().filter(any -> newest > 0).ifPresent(key -> samples.putIfAbsent(key, new ArrayList<>()));
        List<Export> exports = new ArrayList<>();
        samples.forEach((reporter, all) -> {
            all.sort(Comparator.comparingLong(Sample::time));
            if (all.isEmpty()) {
                exports.add(new Export(reporter, newest, all));
            }
            for (int i = 0; i < all.size(); ) {
                int end = endOfExport(all, i);
                exports.add(new Export(reporter, all.get(end - 1).time(), all.subList(i, end)));
                i = end;
            }
        });
        return exports;
    }

    /** Points of one collection are at most a second apart; what is later is another export. A record has a largest size. */
    private static int endOfExport(List<Sample> all, int begin) {
        int end = begin;
        int bytes = 0;
        while (end < all.size()
                && bytes < MOST_BYTES
                && all.get(end).time() - all.get(begin).time() < ONE_COLLECTION_NS) {
            bytes += bytes(all.get(end).value());
            end++;
        }
        return end;
    }

    /** Bytes of a sample at most, as it travels. */
    private static int bytes(Value value) {
        if (value instanceof Value.Explicit h) {
            return SAMPLE_BYTES + NUMBER_BYTES * (h.bounds().length + h.counts().length);
        }
        return SAMPLE_BYTES + (value instanceof Value.Exponential h ? NUMBER_BYTES * h.counts().length : 0);
    }

    private Optional<ReporterKey> naming() {
        return mapping.naming()
                .reporter(new Attributes(Map.of(), resource), Role.Kind.DEMAND)
                .filter(key ->
                        !key.service().startsWith(UNNAMED) && key.service().length() <= MOST_NAME)
                .filter(key ->
                        key.pool().length() <= MOST_NAME && key.instance().length() <= MOST_NAME);
    }
}
