package dev.sluice.simulator.llm.engine;

import dev.sluice.simulator.llm.request.RequestTrace;

/** Writes down what happens to requests, for each of them and for the interval. */
public final class RequestLog {
    private final RequestTrace requests;
    private final RequestOutcomes outcomes;
    private final IntervalTally tally;

    public RequestLog(RequestTrace requests) {
        this.requests = requests;
        this.outcomes = new RequestOutcomes(requests);
        this.tally = new IntervalTally(requests);
    }

    RequestTrace requests() {
        return requests;
    }

    public RequestOutcomes outcomes() {
        return outcomes;
    }

    public boolean allDone() {
        return outcomes.done() == requests.length();
    }

    /** What happened since the last call. */
    public Interval takeInterval() {
        return tally.take();
    }

    public void arrived(int request) {
        outcomes.arrived(request);
        tally.arrived(request);
    }

    void given(int request, int replica) {
        outcomes.given(request, replica);
    }

    void begun(int request, double now) {
        outcomes.begun(request, now);
    }

    void computed(int tokens) {
        tally.computed(tokens);
    }

    void generated(long tokens) {
        tally.generated(tokens);
    }

    void firstToken(int request, double now) {
        outcomes.firstToken(request, now);
        tally.generated(1);
        tally.firstToken(outcomes.timeToFirstToken(request));
    }

    void finished(int request, double now) {
        outcomes.finished(request, now);
        tally.finished(request, outcomes.decoding(request));
    }
}
