package dev.sluice.cli.simulate.whatif;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.KnownNames;
import dev.sluice.cli.kafka.ServiceLog;
import dev.sluice.cli.terminal.CommandFailedException;
import dev.sluice.config.record.PolicyCodec;
import dev.sluice.demand.Signal;
import dev.sluice.events.Mode;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingDecision;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.schemas.Topic;
import dev.sluice.simulator.ReportedDemand;
import dev.sluice.simulator.Trace;
import java.time.Duration;
import java.time.Instant;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What the topics of a running system hold about one service, each read once from its one partition. */
public final class RecordedService {
    /** How far back in the service's partition, which others share, is looked. */
    private static final long WITHIN = 20_000_000;

    /** Decisions this long before the period tell which size it begins with. */
    private static final Duration BEFORE = Duration.ofHours(1);

    private static final Duration LONGEST_REPORT = Duration.ofDays(1);

    private final Connection connection;
    private final String service;
    private final Period period;

    /** A stretch of time, its end included. */
    public record Period(Instant from, Instant to) {
        /** Later than any recording; what claims to be from then is a mistake. */
        static final Instant LATEST = Instant.parse("2100-01-01T00:00:00Z");
    }

    /**
     * What was decided.
     *
     * @param sizes what was to run from each change on, by its time in ms
     * @param perReplica capacity of one replica that the last decision planned with, units per second
     * @param lead lead time that it planned with
     */
    record Decided(NavigableMap<Long, Integer> sizes, OptionalDouble perReplica, Optional<Duration> lead) {}

    public RecordedService(Connection connection, String service, Period period) {
        this.connection = connection;
        this.service = service;
        this.period = period;
    }

    /** The newest policy; empty where the service has none. */
    public Optional<ScalingPolicy> policy() {
        try (ServiceLog<dev.sluice.events.ScalingPolicy> log =
                new ServiceLog<>(connection, Topic.SCALING_POLICIES, dev.sluice.events.ScalingPolicy.class, service)) {
            return log.newest().map(PolicyCodec::fromRecord);
        }
    }

    /** Demand in requests, or in units, in steps that windows of all these lengths (ms) are made of. */
    Trace demand(Signal signal, long... windows) {
        ReportedDemand demand = new ReportedDemand(windows);
        reports(signal, demand::add);
        if (demand.isEmpty()) {
            throw new CommandFailedException("no report of " + service + " tells its "
                    + (signal == Signal.UNITS ? "units" : "requests") + " in the time asked for");
        }
        return demand.trace();
    }

    /** Something that takes in the demand of one report: from and to (ms), and how much. */
    @FunctionalInterface
    public interface Reported {
        void add(long from, long to, double amount);
    }

    /** Gives the demand of each report of the period, in requests or in units. */
    public void reports(Signal signal, Reported each) {
        Instant since = period.from().isAfter(Instant.EPOCH) ? period.from() : Instant.EPOCH;
        read(Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class, since, report -> {
            double amount = amount(report, signal);
            if (counts(report) && amount >= 0 && amount <= Double.MAX_VALUE) {
                each.add(report.getFrom().toEpochMilli(), report.getTo().toEpochMilli(), amount);
            }
        });
    }

    /** What was decided, and planned with, by the end of the period. */
    Decided decided() {
        NavigableMap<Long, Integer> sizes = new TreeMap<>();
        ScalingDecision[] planned = new ScalingDecision[1];
        Instant since = period.from().minus(BEFORE);
        read(
                Topic.SCALING_DECISIONS,
                ScalingDecision.class,
                since.isAfter(Instant.EPOCH) ? since : Instant.EPOCH,
                d -> {
                    if (d.getAt().isAfter(period.to())) {
                        return;
                    }
                    if (sizes.isEmpty()) {
                        sizes.put(
                                Math.min(d.getAt().toEpochMilli(), period.from().toEpochMilli()), d.getCurrent());
                    }
                    if (sizes.lastEntry().getValue() != size(d)) {
                        sizes.put(d.getAt().toEpochMilli(), size(d));
                    }
                    planned[0] = d.getPerReplica() == null ? planned[0] : d;
                });
        if (sizes.isEmpty()) {
            throw new CommandFailedException("no decision for " + service + " in the time asked for"
                    + KnownNames.hintOfService(connection, service));
        }
        return decided(sizes, Optional.ofNullable(planned[0]));
    }

    private static Decided decided(NavigableMap<Long, Integer> sizes, Optional<ScalingDecision> planned) {
        OptionalDouble perReplica = planned.map(ScalingDecision::getPerReplica)
                .map(OptionalDouble::of)
                .orElse(OptionalDouble.empty());
        return new Decided(
                sizes, perReplica, planned.map(ScalingDecision::getLeadTimeMs).map(Duration::ofMillis));
    }

    /** What a decision left to run: one that only advises changes nothing. */
    private static int size(ScalingDecision decision) {
        return decision.getMode() == Mode.ACT ? decision.getTarget() : decision.getCurrent();
    }

    private static double amount(RequestRateEvent report, Signal signal) {
        if (signal == Signal.REQUESTS) {
            return report.getRequests();
        }
        return report.getUnits() == null ? Double.NaN : report.getUnits();
    }

    private boolean counts(RequestRateEvent report) {
        Instant from = report.getFrom();
        Instant to = report.getTo();
        return to.isAfter(from)
                && !from.isBefore(period.from())
                && !to.isAfter(period.to())
                && Duration.between(from, to).compareTo(LONGEST_REPORT) <= 0;
    }

    private <T extends org.apache.avro.specific.SpecificRecord> void read(
            Topic topic, Class<T> type, Instant since, Consumer<T> each) {
        try (ServiceLog<T> log = new ServiceLog<>(connection, topic, type, service)) {
            if (!log.each(since, WITHIN, each)) {
                throw new CommandFailedException("more than " + WITHIN + " records of " + topic.plainName()
                        + " are in the partition of " + service + " since then: name a later --from");
            }
        }
    }
}
