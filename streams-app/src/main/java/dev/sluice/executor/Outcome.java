package dev.sluice.executor;

import java.util.OptionalInt;

/** What became of an order at the platform. */
public sealed interface Outcome {
    /**
     * The platform has taken the order.
     *
     * @param message what the platform said, for people
     * @param ready replicas of the target that are useful now; empty where the platform does not tell
     */
    record Applied(String message, OptionalInt ready) implements Outcome {}

    /**
     * The platform has not taken the order.
     *
     * @param message why, for people
     * @param retryable whether the same order may succeed a little later
     */
    record Failed(String message, boolean retryable) implements Outcome {}
}
