package dev.sluice.cli.doctor;

import dev.sluice.cli.kafka.Connection;
import dev.sluice.cli.kafka.TopicLog;
import dev.sluice.config.text.Durations;
import dev.sluice.config.text.Spelling;
import dev.sluice.control.LoopSettings.TimeSource;
import dev.sluice.events.RequestRateEvent;
import dev.sluice.events.ScalingPolicy;
import dev.sluice.schemas.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Who reports: services and their instances of the last minutes, their clocks, and policies that fit none of them. */
final class ReporterCheck {
    private static final Duration LATELY = Duration.ofMinutes(6);
    private static final int MOST_NAMED = 5;

    private final Connection connection;
    private final Instant now;
    private final TimeSource time;
    private final ClockCheck clocks;
    private final Map<String, Set<String>> instances = new TreeMap<>();
    private final Set<String> managed = new TreeSet<>();
    private final Set<String> sizedByTokens = new TreeSet<>();
    private final Set<String> countTokens = new HashSet<>();

    /** @param time reports of recorded demand are of no time that a clock shows */
    ReporterCheck(Connection connection, TimeSource time, Instant now) {
        this.connection = connection;
        this.time = time;
        this.now = now;
        this.clocks = new ClockCheck(now);
    }

    List<Finding> look() {
        new TopicLog<>(connection, Topic.REQUEST_RATE_EVENTS, RequestRateEvent.class)
                .eachRecord(
                        now.minus(LATELY),
                        (record, event) -> event.ifPresent(report -> {
                            reported(report);
                            clocks.reported(record.partition(), Instant.ofEpochMilli(record.timestamp()), report);
                        }));
        new TopicLog<>(connection, Topic.SCALING_POLICIES, ScalingPolicy.class).each(Instant.EPOCH, this::declared);
        List<Finding> findings = new ArrayList<>();
        findings.add(reporters());
        if (time == TimeSource.WALL) {
            findings.addAll(clocks.findings());
        }
        policies(findings);
        tokens(findings);
        return findings;
    }

    private void declared(String service, Optional<ScalingPolicy> policy) {
        managed.remove(service);
        sizedByTokens.remove(service);
        policy.ifPresent(inForce -> managed.add(service));
        policy.filter(inForce -> inForce.getTokens() != null).ifPresent(inForce -> sizedByTokens.add(service));
    }

    private void reported(RequestRateEvent event) {
        instances
                .computeIfAbsent(event.getService(), service -> new HashSet<>())
                .add(event.getInstance());
        if (event.getPromptTokens() != null || event.getOutputTokens() != null) {
            countTokens.add(event.getService());
        }
    }

    private Finding reporters() {
        int count = instances.values().stream().mapToInt(Set::size).sum();
        return count == 0
                ? Finding.warning(
                        "reporters",
                        "no service has reported in the last " + Durations.text(LATELY),
                        "docs/clients.md: from Java with DemandReporter; or sluice ingest for OpenTelemetry, Prometheus and JSON")
                : Finding.ok("reporters", instances.size() + " services with " + count + " instances");
    }

    private void policies(List<Finding> findings) {
        Set<String> silent = new TreeSet<>(managed);
        silent.removeAll(instances.keySet());
        Set<String> unmanaged = new TreeSet<>(instances.keySet());
        unmanaged.removeAll(managed);
        if (silent.isEmpty() && unmanaged.isEmpty()) {
            findings.add(Finding.ok("policies", managed.size() + ", one for each service that reports"));
        }
        if (!silent.isEmpty()) {
            findings.add(Finding.warning(
                    "policies",
                    silent.size() + " services have a policy and do not report: " + named(silent),
                    closest(silent, unmanaged)));
        }
        if (!unmanaged.isEmpty()) {
            findings.add(Finding.warning(
                    "policies",
                    unmanaged.size() + " services report and have no policy: " + named(unmanaged),
                    "sluice policy apply -f FILE --config FILE"));
        }
    }

    private void tokens(List<Finding> findings) {
        Set<String> blind = new TreeSet<>(sizedByTokens);
        blind.retainAll(instances.keySet());
        blind.removeAll(countTokens);
        if (!blind.isEmpty()) {
            findings.add(Finding.warning(
                    "tokens",
                    blind.size() + " services are sized by tokens, and no instance reports any: " + named(blind),
                    "docs/ingest.md: metrics of model servers; from Java with DemandReporter.tokens()"));
        }
    }

    private static String named(Set<String> names) {
        String some = names.stream().limit(MOST_NAMED).collect(Collectors.joining(", "));
        return names.size() > MOST_NAMED ? some + ", …" : some;
    }

    /** A policy and a reporter whose names are nearly the same are meant for each other. */
    private static String closest(Set<String> silent, Set<String> unmanaged) {
        for (String name : silent) {
            Optional<String> near = Spelling.nearest(name, unmanaged);
            if (near.isPresent()) {
                return "is " + name + " the service that reports as " + near.get() + "? The names must be equal";
            }
        }
        return "check that their reporters run and reach Kafka, and that the names are equal";
    }
}
