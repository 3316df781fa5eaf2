package dev.sluice.simulator.llm.engine;

import dev.sluice.simulator.llm.request.RequestTrace;

/** Adds up what happens until somebody looks. */
final class IntervalTally {
    private final RequestTrace requests;
    private final LatencyTally firstToken = new LatencyTally();
    private final LatencyTally interToken = new LatencyTally();
    private long arrived;
    private long arrivedPromptTokens;
    private long arrivedCachedTokens;
    private long finished;
    private long finishedPromptTokens;
    private long finishedOutputTokens;
    private long promptTokens;
    private long outputTokens;

    IntervalTally(RequestTrace requests) {
        this.requests = requests;
    }

    void arrived(int request) {
        arrived++;
        arrivedPromptTokens += requests.prompt(request);
        arrivedCachedTokens += requests.hit(request);
    }

    void computed(int tokens) {
        promptTokens += tokens;
    }

    void generated(long tokens) {
        outputTokens += tokens;
    }

    void firstToken(double seconds) {
        firstToken.add(seconds);
    }

    /** @param decoding seconds from the first to the last token */
    void finished(int request, double decoding) {
        int tokens = requests.output(request);
        finished++;
        finishedPromptTokens += requests.prompt(request);
        finishedOutputTokens += tokens;
        if (tokens > 1) {
            interToken.add(decoding / (tokens - 1));
        }
    }

    /** What happened since the last call. */
    Interval take() {
        Interval taken = new Interval(
                arrived,
                arrivedPromptTokens,
                arrivedCachedTokens,
                finished,
                finishedPromptTokens,
                finishedOutputTokens,
                promptTokens,
                outputTokens,
                firstToken.take(),
                interToken.take());
        arrived = 0;
        arrivedPromptTokens = 0;
        arrivedCachedTokens = 0;
        finished = 0;
        finishedPromptTokens = 0;
        finishedOutputTokens = 0;
        promptTokens = 0;
        outputTokens = 0;
        return taken;
    }
}
