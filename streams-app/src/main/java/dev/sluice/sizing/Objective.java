package dev.sluice.sizing;

import dev.sluice.demand.Signal;
import dev.sluice.sizing.capacity.LatencyBound;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * The objective of a service, which determines its size. Each kind answers all questions about itself; other types
 * never ask which kind it is. To add a kind, add a record here and its form in files and records. A test checks that
 * none is missing.
 */
public sealed interface Objective {
    /** The objective of a policy that sets none: at most 1 % of demand finds no capacity. */
    static Objective standard() {
        return new Unserved(.01);
    }

    /** The objective of a policy that sets none and measures demand in {@code signal}. */
    static Objective standard(Signal signal) {
        return switch (signal) {
            case TOKENS -> Tokens.STANDARD;
            case LAG -> Drain.STANDARD;
            default -> standard();
        };
    }

    /** Share of demand that may find no capacity. For other kinds, the share that corresponds to a missed bound. */
    default double share() {
        return .01;
    }

    /** The latency bound that must be kept. Empty for kinds that set none. */
    default Optional<LatencyBound> latencyBound() {
        return Optional.empty();
    }

    /** What is promised for the tokens of answers. Kinds that promise nothing of them keep the standard. */
    default Tokens tokens() {
        return Tokens.STANDARD;
    }

    /** How long demand may wait compared with the demand of other services. */
    default Duration patience() {
        return Duration.ZERO;
    }

    /** When work that has waited since {@code waitingSince} must be finished. Empty if demand does not wait. */
    default Optional<Instant> workDeadline(Instant waitingSince) {
        return Optional.empty();
    }

    /** True if demand may wait, so that a queue is no harm. */
    default boolean mayWait() {
        return workDeadline(Instant.EPOCH).isPresent();
    }

    /** True if work that has waited for this long, unfinished, gets its time once more. */
    default boolean startsAgain(Duration waited) {
        return false;
    }

    /** True if work may wait long enough to be planned as a batch: spot while there is slack, the cheapest finish. */
    default boolean isBatch() {
        return false;
    }

    /**
     * Seconds from {@code now} within which the backlog, and what arrives meanwhile, must be finished. Empty if
     * demand does not wait.
     *
     * @param soonest seconds below which nothing can be finished
     */
    default OptionalDouble secondsToFinish(Instant now, double soonest) {
        return OptionalDouble.empty();
    }

    /** Keep the share of demand that finds no capacity at or below {@code share}. */
    record Unserved(double share) implements Objective {
        public Unserved {
            if (!(share > 0 && share < 1)) {
                throw new IllegalArgumentException(
                        "unserved must be above 0 and below 1, not " + NumberText.exactly(share));
            }
        }
    }

    /** Keep the {@code quantile} of latency below {@code below}. */
    record Latency(double quantile, Duration below) implements Objective {
        public Latency {
            if (!(quantile > 0 && quantile < 1)) {
                throw new IllegalArgumentException(
                        "latency.quantile must be above 0 and below 1, not " + NumberText.exactly(quantile));
            }
            if (below.isNegative() || below.isZero()) {
                throw new IllegalArgumentException("latency.below must be above 0, not " + DurationText.exactly(below));
            }
        }

        @Override
        public Optional<LatencyBound> latencyBound() {
            return Optional.of(new LatencyBound(quantile, below.toNanos() / 1e6));
        }
    }

    /** Finish the backlog, and what arrives meanwhile, within {@code within}. */
    record Drain(Duration within) implements Objective {
        /** What waits for a consumer group is read within five minutes, what arrives meanwhile included. */
        public static final Drain STANDARD = new Drain(Duration.ofMinutes(5));

        private static final Duration BATCH = Duration.ofMinutes(10);

        public Drain {
            if (within.isNegative() || within.isZero()) {
                throw new IllegalArgumentException("drain must be above 0, not " + DurationText.exactly(within));
            }
        }

        @Override
        public Duration patience() {
            return within;
        }

        @Override
        public Optional<Instant> workDeadline(Instant waitingSince) {
            return Optional.of(waitingSince.plus(within));
        }

        @Override
        public boolean startsAgain(Duration waited) {
            return waited.toMillis() >= within.toMillis();
        }

        @Override
        public boolean isBatch() {
            return within.compareTo(BATCH) >= 0;
        }

        /** The time always starts again: what arrives later has its own time. */
        @Override
        public OptionalDouble secondsToFinish(Instant now, double soonest) {
            return OptionalDouble.of(within.toMillis() / 1000.0);
        }
    }

    /** Finish the backlog by {@code by}: work with an end. */
    record Deadline(Instant by) implements Objective {
        @Override
        public Optional<Instant> workDeadline(Instant waitingSince) {
            return Optional.of(by);
        }

        @Override
        public boolean isBatch() {
            return true;
        }

        /** The time until the deadline. If it is near or past, as soon as possible. */
        @Override
        public OptionalDouble secondsToFinish(Instant now, double soonest) {
            double left = Duration.between(now, by).toMillis() / 1000.0;
            return OptionalDouble.of(Math.max(left, soonest));
        }
    }

    /**
     * Keep the times of tokens that a large model writes. Either part may be left out, not both.
     *
     * @param firstToken how soon the first token must come
     * @param interToken how fast the tokens after it must follow
     */
    record Tokens(Optional<FirstToken> firstToken, Optional<InterToken> interToken) implements Objective {
        /** 95 % of first tokens within 2 s (or 3 times an idle replica's time), 95 % of answers at 10 tokens per second. */
        public static final Tokens STANDARD = new Tokens(
                Optional.of(new FirstToken(FirstToken.QUANTILE, Duration.ofSeconds(2), FirstToken.SLACK)),
                Optional.of(new InterToken(InterToken.QUANTILE, Duration.ofMillis(100))));

        public Tokens {
            if (firstToken.isEmpty() && interToken.isEmpty()) {
                throw new IllegalArgumentException(
                        "tokens needs firstToken, interToken or both, such as {firstToken: {below: 2s}}");
            }
        }

        @Override
        public Tokens tokens() {
            return this;
        }

        /** Share of requests that may be late: what the stricter part leaves. */
        public double lateShare() {
            double first = firstToken.map(FirstToken::quantile).orElse(0.);
            double inter = interToken.map(InterToken::quantile).orElse(0.);
            return 1 - Math.max(first, inter);
        }
    }
}
