package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.plant.FleetView;

/** Demand of several intervals. */
final class DemandSums {
    private long arrived;
    private long promptTokens;
    private long finished;
    private long outputTokens;

    void add(FleetView fleet) {
        Interval interval = fleet.interval();
        arrived += interval.arrived();
        promptTokens += interval.arrivedWork();
        finished += interval.finished();
        outputTokens += interval.finishedOutputTokens();
    }

    void clear() {
        arrived = 0;
        promptTokens = 0;
        finished = 0;
        outputTokens = 0;
    }

    /** Prompt tokens to compute of a request that arrived; 0 where none did. */
    double meanPrompt() {
        return (double) promptTokens / Math.max(1, arrived);
    }

    static double meanPrompt(Interval interval) {
        return (double) interval.arrivedWork() / Math.max(1, interval.arrived());
    }

    /** Replica-seconds of what arrived, with answers as long as those that finished. */
    double work(RatedLoad rated) {
        double meanOutput = (double) outputTokens / Math.max(1, finished);
        return promptTokens * rated.perPromptToken() + arrived * meanOutput * rated.perOutputToken();
    }
}
