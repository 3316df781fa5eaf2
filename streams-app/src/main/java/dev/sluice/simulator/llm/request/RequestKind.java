package dev.sluice.simulator.llm.request;

import java.util.Locale;

/** What generated requests are like. */
public enum RequestKind {
    /** Conversations: answers of some hundred tokens, half the prompts go on from one that the cache has, rates change slowly. */
    CHAT,

    /** Code completion: short answers to long prompts, in bursts between silence. */
    CODE,

    /** Both, half and half. */
    MIXED;

    /**
     * Tokens of prompts and answers: medians, and standard deviations of their logarithms.
     *
     * <p>Medians are those of the conversation and coding services in Patel et al., Splitwise, ISCA 2024.
     */
    record Lengths(double prompt, double promptSpread, double output, double outputSpread) {}

    /**
     * How the rate goes.
     *
     * @param perSecond mean requests per second
     * @param spread standard deviation of the logarithm of its changes from minute to minute
     * @param silent share of minutes without a request
     */
    record Course(double perSecond, double spread, double silent) {}

    Lengths lengths() {
        return this == CODE ? new Lengths(1500, .8, 13, 1.1) : new Lengths(1020, 1.0, 129, .9);
    }

    /** Share of prompts that go on from one that the cache has. */
    double continued() {
        return this == CODE ? 0 : .5;
    }

    Course course() {
        return switch (this) {
            case CHAT -> new Course(3, .25, 0);
            case CODE -> new Course(4, .9, .35);
            case MIXED -> new Course(3, .4, 0);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
