package dev.sluice.cli.demo.service;

import dev.sluice.demand.LatencyHistogram;
import dev.sluice.simulator.llm.TokenLimits;
import dev.sluice.simulator.llm.UnloadedTimes;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.engine.RequestOutcomes;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** Counts whose answers came in time, in all and lately. */
public final class AnswerTally {
    private static final Duration LATELY = Duration.ofMinutes(5);

    private final RequestTrace requests;
    private final RequestOutcomes outcomes;
    private final UnloadedTimes idle;
    private final TokenLimits limits;
    private final Deque<Sums> lately = new ArrayDeque<>();
    private Sums all = Sums.NONE;
    private int arrived;
    private int first;
    private int rest;

    AnswerTally(RequestTrace requests, RequestOutcomes outcomes, UnloadedTimes idle, TokenLimits limits) {
        this.requests = requests;
        this.outcomes = outcomes;
        this.idle = idle;
        this.limits = limits;
    }

    /** What was judged in some time. */
    private record Sums(
            double seconds,
            double tokens,
            long requests,
            long first,
            long firstInTime,
            long rest,
            long restInTime,
            LatencyHistogram times) {
        static final Sums NONE = new Sums(0, 0, 0, 0, 0, 0, 0, LatencyHistogram.empty());

        Sums plus(Sums other) {
            return new Sums(
                    seconds + other.seconds,
                    tokens + other.tokens,
                    requests + other.requests,
                    first + other.first,
                    firstInTime + other.firstInTime,
                    rest + other.rest,
                    restInTime + other.restInTime,
                    times.plus(other.times));
        }

        AnswerTimes answers() {
            return new AnswerTimes(
                    requests, tokens / seconds, (double) firstInTime / first, (double) restInTime / rest, times);
        }
    }

    /** Passes over what happened before the demo. */
    void skip(Interval happened) {
        arrived += (int) happened.arrived();
        first = arrived;
        rest = arrived;
    }

    /** Takes in a step that ends at {@code now}, seconds of the trace. */
    void add(Interval happened, double now, Duration length) {
        arrived += (int) happened.arrived();
        Sums step = judged(happened, now, length.toMillis() / 1000.0);
        all = all.plus(step);
        lately.addLast(step);
        if (lately.size() > Math.max(1, LATELY.dividedBy(length))) {
            lately.removeFirst();
        }
    }

    private Sums judged(Interval happened, double now, double seconds) {
        int firstBefore = first;
        int firstMet = 0;
        for (; first < arrived && firstIsJudged(first, now); first++) {
            firstMet += outcomes.timeToFirstToken(first) <= limit(first) ? 1 : 0;
        }
        int restBefore = rest;
        int restMet = 0;
        for (; rest < arrived && !Double.isNaN(outcomes.finished(rest)); rest++) {
            restMet += outcomes.interTokenTime(rest) <= limits.interToken() ? 1 : 0;
        }
        return new Sums(
                seconds,
                happened.arrivedWork() + happened.outputTokens(),
                happened.arrived(),
                first - firstBefore,
                firstMet,
                rest - restBefore,
                restMet,
                happened.firstToken().histogram());
    }

    /** What has waited for longer than its limit is late, whenever it comes. */
    private boolean firstIsJudged(int i, double now) {
        return !Double.isNaN(outcomes.timeToFirstToken(i)) || now - requests.arrival(i) > limit(i);
    }

    private double limit(int i) {
        return limits.firstToken(idle.firstToken(requests.prompt(i), requests.hit(i)));
    }

    /** In the whole demo. */
    public AnswerTimes all() {
        return all.answers();
    }

    /** In the last five minutes. */
    public AnswerTimes lately() {
        return lately.stream().reduce(Sums.NONE, Sums::plus).answers();
    }
}
