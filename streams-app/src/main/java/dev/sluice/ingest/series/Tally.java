package dev.sluice.ingest.series;

import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.export.Value.Amount;
import dev.sluice.ingest.export.Value.Histogram;

/** What was counted since the last event. */
final class Tally {
    double requests;
    double errors;
    double units;
    double cpuSeconds;
    final TokenTally tokens = new TokenTally();
    final TimeTally latencies = new TimeTally();
    final TimeTally firstTokens = new TimeTally();
    final TimeTally interTokens = new TimeTally();

    /** Adds what a series counted; {@code timed} says whether its buckets are the latencies of the instance. */
    void add(Series series, Value grown, boolean timed) {
        switch (series.role()) {
            case REQUESTS -> {
                double count = count(grown);
                requests += count;
                errors += series.error() ? count : 0;
                if (timed) {
                    latencies.add(series, grown);
                }
            }
            case ERRORS -> errors += count(grown);
            case LATENCY -> latencies.add(series, grown);
            case FIRST_TOKEN -> firstTokens.add(series, grown);
            case INTER_TOKEN -> interTokens.add(series, grown);
            case UNITS -> units += amount(grown);
            case PROMPT_TOKENS, CACHED_PROMPT_TOKENS, OUTPUT_TOKENS -> tokens.add(series.role(), amount(grown));
            case CPU -> cpuSeconds += count(grown);
            default -> {
                // a counter tells nothing of what is a level
            }
        }
    }

    private static double amount(Value grown) {
        return grown instanceof Histogram histogram ? finite(histogram.sum()) : count(grown);
    }

    private static double count(Value grown) {
        if (grown instanceof Amount amount) {
            return finite(amount.amount());
        }
        return grown instanceof Histogram histogram ? histogram.count() : 0;
    }

    static double finite(double amount) {
        return amount > 0 && amount <= Double.MAX_VALUE ? amount : 0;
    }

    /** True if anything was counted. */
    boolean isAny() {
        boolean counted = requests >= 1 || errors >= 1 || units > 0 || cpuSeconds > 0 || tokens.isAny();
        return counted || latencies.isAny() || firstTokens.isAny() || interTokens.isAny();
    }

    /** Starts anew; a part of a request stays for the next event. */
    void reported(long wholeRequests, long wholeErrors) {
        requests -= wholeRequests;
        errors -= wholeErrors;
        units = 0;
        cpuSeconds = 0;
        tokens.reported();
        latencies.reported();
        firstTokens.reported();
        interTokens.reported();
    }
}
