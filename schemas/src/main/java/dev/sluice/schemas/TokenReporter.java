package dev.sluice.schemas;

import dev.sluice.events.RequestRateEvent;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * What a server of a large model adds to the reports of its {@link DemandReporter}: tokens, their times, its batch and its
 * cache. Counts without locks or waiting. What has never been counted is left out of reports; it is not taken for zero.
 *
 * <pre>{@code
 * TokenReporter tokens = reporter.tokens();
 * try (TokenReporter.Answer answer = tokens.begin(prompt.length, cachedTokens)) {
 *     for (Token token : model.generate(prompt)) {
 *         answer.tokens(1);
 *     }
 * }
 * }</pre>
 */
public final class TokenReporter {
    /** More tokens than any request has: a mistake in counting. */
    private static final long MOST_TOKENS = 1_000_000_000_000L;

    private static final double MOST_REQUESTS = 1e12;

    private final DemandReporter demand;
    private final LongSupplier nanos;
    private final LongAdder prompt = new LongAdder();
    private final LongAdder cached = new LongAdder();
    private final LongAdder output = new LongAdder();
    private final LatencyBuckets firstToken = new LatencyBuckets();
    private final LatencyBuckets interToken = new LatencyBuckets();
    private volatile boolean countsPrompt;
    private volatile boolean countsCached;
    private volatile boolean countsOutput;
    private volatile Optional<DoubleSupplier> running = Optional.empty();
    private volatile Optional<DoubleSupplier> kvCacheUsage = Optional.empty();
    // cached tokens whose prompt was in an earlier report; only the thread that reports uses it
    private long cachedLater;

    TokenReporter(DemandReporter demand, LongSupplier nanos) {
        this.demand = demand;
        this.nanos = nanos;
    }

    /** One request from its arrival until its answer is complete. Used by one thread at a time. */
    public final class Answer implements AutoCloseable {
        private final DemandReporter.Call call = demand.begin();
        private final long began = nanos.getAsLong();
        private long first;
        private long last;
        // tokens that came with the first, and after it
        private long atOnce;
        private long after;

        private Answer() {}

        /** So many tokens have come now; those of the first call end the time to the first token. */
        public void tokens(long count) {
            if (count == 0 || !output(count)) {
                return;
            }
            last = nanos.getAsLong();
            if (atOnce == 0) {
                first = last;
                atOnce = count;
                firstToken.add((first - began) / 1e6);
            } else {
                after += count;
            }
        }

        /** The request failed or was refused. */
        public void failed() {
            call.failed();
        }

        /** The answer is complete: its mean time between tokens is counted, if they came one after the other. */
        @Override
        public void close() {
            call.close();
            if (after > 0) {
                interToken.add((last - first) / 1e6 / after);
                after = 0;
            }
        }
    }

    /**
     * A request arrives, with so many tokens, of which a prefix cache serves {@code cachedTokens}; it is counted like a call
     * of the reporter. Close what is returned when its answer is complete.
     */
    public Answer begin(long promptTokens, long cachedTokens) {
        prompt(promptTokens, cachedTokens);
        return new Answer();
    }

    /**
     * Tokens of a prompt have arrived, of which a prefix cache serves {@code cachedTokens}: for callers that count requests
     * themselves. Fewer than none, or more cached ones than there are, are not counted.
     */
    public void prompt(long promptTokens, long cachedTokens) {
        if (!isCount("prompt tokens", promptTokens)) {
            return;
        }
        countsPrompt = true;
        prompt.add(promptTokens);
        if (cachedTokens < 0 || cachedTokens > promptTokens) {
            demand.unusable("cached prompt tokens", (double) cachedTokens);
            return;
        }
        countsCached |= cachedTokens > 0;
        cached.add(cachedTokens);
    }

    /** So many tokens were generated; returns whether they were counted. */
    public boolean output(long tokens) {
        if (!isCount("output tokens", tokens)) {
            return false;
        }
        countsOutput = true;
        output.add(tokens);
        return true;
    }

    private boolean isCount(String what, long tokens) {
        boolean is = tokens >= 0 && tokens <= MOST_TOKENS;
        if (!is) {
            demand.unusable(what, (double) tokens);
        }
        return is;
    }

    /** The first token of a request came after so long: for callers that measure it themselves. */
    public void firstToken(Duration time) {
        firstToken.add(time.toNanos() / 1e6);
    }

    /** The tokens of a request came so long after one another, on average: for callers that measure it themselves. */
    public void interToken(Duration time) {
        interToken.add(time.toNanos() / 1e6);
    }

    /** Asks this for the requests in the batch, once an interval, from the reporter's thread. */
    public void running(DoubleSupplier requests) {
        running = Optional.of(requests);
    }

    /** Asks this for the share of the KV cache in use, 0 to 1, once an interval, from the reporter's thread. */
    public void kvCacheUsage(DoubleSupplier share) {
        kvCacheUsage = Optional.of(share);
    }

    /** Adds what was counted since the last report to this one. */
    @SuppressWarnings("NullAway") // the generated classes use null for what was not measured
    void into(RequestRateEvent.Builder event) {
        // in this order no cached token is told before its prompt
        cachedLater += cached.sumThenReset();
        long prompts = prompt.sumThenReset();
        long told = Math.min(cachedLater, prompts);
        cachedLater -= told;
        event.setPromptTokens(countsPrompt ? Long.valueOf(prompts) : null)
                .setCachedPromptTokens(countsCached ? Long.valueOf(told) : null)
                .setOutputTokens(countsOutput ? Long.valueOf(output.sumThenReset()) : null)
                .setTimeToFirstToken(firstToken.drain().orElse(null))
                .setInterTokenTime(interToken.drain().orElse(null))
                .setRequestsRunning(boxed(asked("number of running requests", running, MOST_REQUESTS)))
                .setKvCacheUsage(boxed(asked("use of the KV cache", kvCacheUsage, 1)));
    }

    private OptionalDouble asked(String what, Optional<DoubleSupplier> supplier, double most) {
        if (supplier.isEmpty()) {
            return OptionalDouble.empty();
        }
        OptionalDouble level = demand.asked(what, supplier.get());
        if (level.isPresent() && !(level.getAsDouble() >= 0 && level.getAsDouble() <= most)) {
            demand.unusable(what, level.getAsDouble());
            return OptionalDouble.empty();
        }
        return level;
    }

    @SuppressWarnings("NullAway") // the generated classes use null for what was not measured
    private static Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
