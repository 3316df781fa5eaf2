package dev.sluice.web.page;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A service as the HTTP API tells it, with made-up demand that is the same for the same name.
 *
 * @param state ok, attention, trouble or unknown
 * @param why one sentence where it is not ok
 * @param demand about so much; negative: no report
 */
record StagedService(String name, String state, String why, double demand, int target) {
    static final double PRICE = 0.08;
    private static final double PER_REPLICA = 12.5;
    private static final long WINDOW_MS = 10_000;
    private static final long LEAD_MS = 45_000;

    static StagedService ok(String name, double demand) {
        return new StagedService(name, "ok", "", demand, (int) Math.ceil(demand * 1.2 / PER_REPLICA));
    }

    static StagedService silent(String name) {
        return new StagedService(name, "trouble", "No report comes, although 4 replicas should run.", -1, 4);
    }

    static StagedService advising(String name) {
        return new StagedService(name, "attention", "Sluice only advises, and would run 6 instead of 4.", 40, 6);
    }

    /** Workers of a consumer group: two of its partitions are stuck. */
    static StagedService worker(String name) {
        return new StagedService(name, "attention", "2 partitions of order-workers are stuck.", 300, 8);
    }

    static StagedService undecided(String name) {
        return new StagedService(name, "unknown", "Nothing has been decided yet.", -1, 0);
    }

    static StagedService asleep(String name) {
        return new StagedService(name, "ok", "", 0, 0);
    }

    /** So many, seeded, a few of them in each kind of trouble, and one with a hostile name. */
    static List<StagedService> fleet(int count) {
        Random random = new Random(7);
        return IntStream.range(0, count)
                .mapToObj(i -> switch (i % 100) {
                    case 7 -> silent("silent-" + i);
                    case 11 -> advising("advising-" + i);
                    case 13 -> asleep("asleep-" + i);
                    case 17 -> ok("<img src=x onerror=alert(1)>/" + i, 90);
                    default -> ok("service-" + i, 5 + random.nextInt(900));
                })
                .toList();
    }

    StagedService withDemand(double other) {
        return new StagedService(name, state, why, other, target);
    }

    private boolean reports() {
        return demand >= 0;
    }

    private double capacity() {
        return target * PER_REPLICA;
    }

    private boolean advises() {
        return state.equals("attention");
    }

    private double at(long window) {
        return demand * (0.85 + 0.15 * Math.sin(window / 9.0) + 0.1 * new Random(window * 7919).nextDouble());
    }

    Map<String, @Nullable Object> summary(long now) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        fields.put("service", name);
        fields.put("state", state);
        fields.put("why", why);
        fields.put("signal", "REQUESTS");
        fields.put("unit", "requests/s");
        fields.put("demand", reports() ? demand : null);
        fields.put("forecast", reports() ? demand * 1.05 : null);
        fields.put("upper", reports() ? demand * 1.2 : null);
        fields.put("ready", target);
        fields.put("ordered", target);
        fields.put("target", target);
        fields.put("capacity", capacity());
        fields.put("perReplica", PER_REPLICA);
        fields.put("pools", List.of(Map.of("pool", "cpu", "target", target, "ready", target)));
        fields.put("unservedShare", 0.004);
        fields.put("allowedUnserved", 0.01);
        fields.put("objective", "serve 99 % of demand");
        fields.put("costPerHour", target * PRICE);
        fields.put("mode", advises() ? "ADVISE" : "ACT");
        fields.put("reason", reports() ? "FORECAST" : "NO_REPORT");
        fields.put("detail", target + " replicas serve what is expected");
        fields.put("leadTimeMs", LEAD_MS);
        fields.put("at", now);
        fields.put("spark", spark(now));
        fields.put("overrides", 0);
        return fields;
    }

    private List<@Nullable Double> spark(long now) {
        Double[] values = new Double[60];
        Arrays.setAll(values, i -> reports() || i < 40 ? (Double) at(now / WINDOW_MS - 59 + i) : null);
        return Arrays.asList(values);
    }

    Map<String, @Nullable Object> detail(long now) {
        Map<String, @Nullable Object> fields = summary(now);
        fields.put("policy", Map.of("replicas", Map.of("max", 200), "objective", Map.of("unserved", 0.01)));
        fields.put("lastDecision", decisions(now).get(0));
        if (advises()) {
            fields.put(
                    "verdict",
                    Map.of("hoursSeen", 61.5, "unservedShare", 0.0042, "costAgainstRan", 0.83, "coverage", 0.91));
        }
        return fields;
    }

    Map<String, Object> forecasts(long now, int windows, long windowMs) {
        long last = now / windowMs;
        List<Map<String, @Nullable Object>> points = new ArrayList<>();
        for (long window = last - windows; window <= last; window++) {
            Map<String, @Nullable Object> point = new LinkedHashMap<>();
            point.put("at", window * windowMs);
            point.put("seen", reports() ? at(window) : null);
            point.put("capacity", capacity());
            point.put("ready", target);
            point.put("target", target);
            point.put("forecast", reports() ? demand : null);
            point.put("lower", reports() ? demand * 0.9 : null);
            point.put("upper", reports() ? demand * 1.15 : null);
            points.add(point);
        }
        List<Map<String, Object>> ahead = IntStream.rangeClosed(1, 12)
                .mapToObj(i -> Map.<String, Object>of(
                        "at", (last + i) * windowMs, "point", demand, "lower", demand * 0.8, "upper", demand * 1.3))
                .toList();
        return Map.of("points", points, "ahead", reports() ? ahead : List.of());
    }

    /** Twelve changes, one every three minutes, the newest first. */
    List<Map<String, Object>> decisions(long now) {
        return IntStream.range(0, 12)
                .mapToObj(i -> decision(now / 180_000 * 180_000 - i * 180_000L, i))
                .toList();
    }

    private boolean readsTopics() {
        return why.contains("partitions");
    }

    /** Of twelve partitions, the eight with the largest lag. */
    private static Map<String, Object> lag() {
        List<Map<String, Object>> largest = IntStream.range(0, 8)
                .mapToObj(i -> Map.<String, Object>of(
                        "topic", "orders", "partition", i, "lag", 4_000 >> i, "arrivals", 25.5, "stuck", i < 2))
                .toList();
        return Map.of(
                "group", "order-workers",
                "partitions", 12,
                "unknownPartitions", 1,
                "uncommittedPartitions", 0,
                "reading", true,
                "stuckPartitions", 2,
                "stuckLag", 6_000,
                "largest", largest);
    }

    private Map<String, Object> decision(long at, int i) {
        boolean up = i % 2 == 0;
        int before = up ? Math.max(0, target - 1) : target;
        int after = up ? target : Math.max(0, target - 1);
        Map<String, Object> rule =
                Map.of("name", "quantile 0.9", "unservedShare", 0.004, "cost", 1.21, "replicas", after);
        Map<String, Object> other =
                Map.of("name", "target utilization 70 %", "unservedShare", 0.003, "cost", 1.38, "replicas", after + 2);
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("service", name);
        fields.put("id", name + "/" + at);
        fields.put("at", at);
        fields.put("trigger", "WINDOW");
        fields.put("outcome", up ? "UP" : "DOWN");
        fields.put("reason", up ? "FORECAST" : "DOWN_STABILIZED");
        fields.put("mode", advises() ? "ADVISE" : "ACT");
        fields.put("windowFrom", at - WINDOW_MS);
        fields.put("windowTo", at);
        fields.put("seen", demand);
        fields.put("forecast", demand * 1.05);
        fields.put("forecastUsable", true);
        fields.put("perReplica", PER_REPLICA);
        fields.put("leadTimeMs", LEAD_MS);
        fields.put("rule", rule);
        fields.put("runnerUp", other);
        fields.put("experts", List.of(Map.of("name", "seasonal", "weight", 0.7, "value", demand)));
        fields.put(
                "stages",
                List.of(Map.of(
                        "name",
                        "size",
                        "before",
                        before,
                        "after",
                        after,
                        "reason",
                        "FORECAST",
                        "detail",
                        "decision " + i + " of <b>" + name + "</b>")));
        fields.put("current", before);
        fields.put("ready", before);
        fields.put("target", after);
        fields.put("generation", 100 - i);
        fields.put("detail", "decision " + i + " in one sentence");
        fields.put("commanded", List.of(Map.of("pool", "", "replicas", after, "generation", 100 - i)));
        fields.put("words", name + "  decided " + i);
        if (readsTopics()) {
            fields.put("lag", lag());
            fields.put("waiting", 8_000);
            fields.put("timeToDrainMs", 95_000);
        }
        return fields;
    }

    List<Map<String, Object>> commands(long now) {
        return decisions(now).stream()
                .map(d -> Map.<String, Object>of(
                        "pool",
                        "",
                        "replicas",
                        d.get("target"),
                        "generation",
                        d.get("generation"),
                        "decisionId",
                        d.get("id"),
                        "issuedAt",
                        d.get("at"),
                        "acks",
                        List.of(Map.of(
                                "status",
                                "APPLIED",
                                "at",
                                (long) Objects.requireNonNull(d.get("at")) + 900,
                                "message",
                                "",
                                "executor",
                                "execute-1"))))
                .toList();
    }

    Map<String, Object> costs(long now) {
        Map<String, Object> hour =
                Map.of("hour", now / 3_600_000 * 3_600_000, "cost", 1.5, "staticPeakCost", 2.5, "closed", false);
        return Map.of(
                "hours", List.of(hour), "perHour", target * PRICE, "staticPeak", 2.5, "sum", 1.5, "thisMonth", 412.7);
    }

    Map<String, Object> weights() {
        return Map.of("pools", List.of(Map.of("pool", "cpu", "weight", 1000, "ready", target)));
    }

    Map<String, Object> whatIf(double unserved) {
        return Map.of(
                "now",
                Map.of("unserved", 0.008, "cost", 100, "changesPerHour", 8),
                "then",
                Map.of("unserved", unserved / 2, "cost", 80, "changesPerHour", 9));
    }
}
