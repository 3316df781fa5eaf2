package dev.sluice.config.foreign;

import dev.sluice.demand.Signal;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a metric measures, as far as its name or query tells. */
final class SignalOfMetric {
    private static final Pattern LATENCY =
            Pattern.compile("quantile|latency|response_?time|duration(?!_seconds_count)|error|5xx|4xx|percent|ratio");
    private static final Pattern BY_THE_MINUTE = Pattern.compile("per_?min|rpm\\b|/min");
    private static final Map<Signal, Pattern> WORDS = words();

    private SignalOfMetric() {}

    /** In this order: requests that wait are a queue, and those that run are no rate. */
    private static Map<Signal, Pattern> words() {
        Map<Signal, Pattern> words = new LinkedHashMap<>();
        words.put(Signal.GPU, Pattern.compile("gpu|dcgm"));
        words.put(Signal.CPU, Pattern.compile("cpu"));
        words.put(Signal.UNITS, Pattern.compile("token"));
        words.put(
                Signal.BACKLOG,
                Pattern.compile(
                        "\\blag|_lag|queue|backlog|pending|waiting|messages|depth|unacked|undelivered|jobs|tasks"));
        words.put(Signal.CONCURRENCY, Pattern.compile("in_?flight|concurren|active|connections|sessions|running"));
        words.put(Signal.REQUESTS, Pattern.compile("request|rps|qps|http|calls|hits|tps\\b|throughput|rate\\("));
        return words;
    }

    /** The signal of a metric; empty where its name tells none. */
    static Optional<Signal> of(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        if (isOutcome(name)) {
            return Optional.empty();
        }
        return WORDS.entrySet().stream()
                .filter(entry -> entry.getValue().matcher(lower).find())
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** True for latencies, errors and shares: they follow from the size, and are no demand. */
    static boolean isOutcome(String name) {
        return LATENCY.matcher(name.toLowerCase(Locale.ROOT)).find();
    }

    /** Seconds that a rate of this name counts in. */
    static double seconds(String name) {
        return BY_THE_MINUTE.matcher(name.toLowerCase(Locale.ROOT)).find() ? 60 : 1;
    }
}
