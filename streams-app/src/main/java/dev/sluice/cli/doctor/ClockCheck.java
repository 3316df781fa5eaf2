package dev.sluice.cli.doctor;

import dev.sluice.config.text.Durations;
import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Reporters whose clocks are wrong. One that is ahead reports what has not happened yet. One that is behind reports, each
 * time, what ended long before the record was stamped, or before the newest stamp in front of it in its partition. A
 * reporter that only sends late for a while catches up, so the least delay of its reports counts.
 */
final class ClockCheck {
    private static final Duration MUCH = Duration.ofSeconds(30);
    private static final int MOST_NAMED = 5;

    private final Instant now;
    private final Map<String, Duration> ahead = new TreeMap<>();
    private final Map<String, Duration> sinceStamp = new TreeMap<>();
    private final Map<String, Duration> sinceOthers = new TreeMap<>();
    private final Map<String, Integer> partitions = new HashMap<>();
    private final Map<Integer, Instant> newest = new HashMap<>();

    /** @param now of a clock that is right */
    ClockCheck(Instant now) {
        this.now = now;
    }

    /** Takes the records of a partition in their order. */
    void reported(int partition, Instant stamped, RequestRateEvent event) {
        String reporter = event.getService() + "/" + event.getInstance();
        partitions.put(reporter, partition);
        Instant to = event.getTo();
        if (to.isAfter(now.plus(MUCH))) {
            ahead.merge(reporter, Duration.between(now, to), ClockCheck::longer);
            return;
        }
        sinceStamp.merge(reporter, Duration.between(to, stamped), ClockCheck::shorter);
        Instant others = newest.merge(partition, earlier(stamped, now), ClockCheck::later);
        sinceOthers.merge(reporter, Duration.between(to, others), ClockCheck::shorter);
    }

    /** What is wrong; nothing where all is well. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        if (!ahead.isEmpty()) {
            findings.add(Finding.warning(
                    "clocks",
                    named(ahead, by -> " is " + by + " ahead of this machine"),
                    "set the clocks by NTP; reports more than ten minutes ahead are dead letters"));
        }
        Map<String, Duration> behind = behind();
        if (!behind.isEmpty()) {
            findings.add(
                    Finding.warning(
                            "clocks",
                            named(behind, by -> " is " + by + " behind"),
                            "set the clocks by NTP, or see what delays these reports; those more than an hour behind are dead letters"));
        }
        return findings;
    }

    /** Beside a clock that is ahead those that are right seem to be behind, so none of its partition is compared. */
    private Map<String, Duration> behind() {
        Set<Integer> unclear = new HashSet<>();
        ahead.keySet().forEach(reporter -> unclear.add(partitions.getOrDefault(reporter, 0)));
        Map<String, Duration> behind = new TreeMap<>(sinceStamp);
        sinceOthers.forEach((reporter, by) -> {
            if (!unclear.contains(partitions.getOrDefault(reporter, 0))) {
                behind.merge(reporter, by, ClockCheck::longer);
            }
        });
        behind.values().removeIf(by -> by.compareTo(MUCH) <= 0);
        return behind;
    }

    private static String named(Map<String, Duration> reporters, Function<String, String> words) {
        String some = reporters.entrySet().stream()
                .limit(MOST_NAMED)
                .map(one -> one.getKey()
                        + words.apply(
                                Durations.text(Duration.ofSeconds(one.getValue().toSeconds()))))
                .collect(Collectors.joining(", "));
        return reporters.size() > MOST_NAMED ? some + ", …" : some;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
