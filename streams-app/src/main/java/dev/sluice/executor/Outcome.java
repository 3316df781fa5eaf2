package dev.sluice.executor;

import dev.sluice.schemas.ShortText;
import java.time.Duration;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** The outcome of an order at the platform. One that cannot be is an exception, so that it fails in the platform's call. */
public sealed interface Outcome {
    /** Maximum number of characters of a message that are kept. */
    int LONGEST_MESSAGE = 2_000;

    /** Maximum number of replicas that a platform can tell of. */
    int MOST_REPLICAS = 10_000_000;

    /** Maximum time that a platform is left alone for an order. */
    Duration LONGEST_WAIT = Duration.ofDays(1);

    /**
     * The platform has taken the order.
     *
     * @param message what the platform said, as text
     * @param ready replicas of the target that are ready now; empty if the platform does not report it
     */
    record Applied(String message, OptionalInt ready) implements Outcome {
        public Applied {
            message = shortened(message);
            ready.ifPresent(Outcome::check);
        }
    }

    /**
     * The platform has not taken the order.
     *
     * @param message why, as text
     * @param retryable true if the same order may succeed a little later
     * @param retryAfter how long the platform wants to be left alone at least, up to {@link #LONGEST_WAIT}
     * @param limit most replicas of the target that the platform can run for now; empty if it knows no such limit
     */
    record Failed(String message, boolean retryable, Duration retryAfter, OptionalInt limit) implements Outcome {
        public Failed {
            message = shortened(message);
            retryAfter = retryAfter.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : retryAfter;
            limit.ifPresent(Outcome::check);
        }

        /** A failure that is not for lack of capacity. */
        public Failed(String message, boolean retryable, Duration retryAfter) {
            this(message, retryable, retryAfter, OptionalInt.empty());
        }

        /** A failure of a platform that does not say when to try again. */
        public Failed(String message, boolean retryable) {
            this(message, retryable, Duration.ZERO);
        }

        /** The platform cannot run more than {@code limit} replicas of the target for now. */
        public static Failed noCapacity(String message, int limit) {
            return new Failed(message, false, Duration.ZERO, OptionalInt.of(Math.max(0, limit)));
        }
    }

    /**
     * The platform has already taken a newer order.
     *
     * @param known generation of that order; empty if the platform does not report it
     */
    record Superseded(String message, OptionalLong known) implements Outcome {
        public Superseded {
            message = shortened(message);
            Objects.requireNonNull(known, "known");
        }
    }

    /** Throws {@code IllegalArgumentException} if this is no number of replicas. */
    static void check(int replicas) {
        if (replicas < 0 || replicas > MOST_REPLICAS) {
            throw new IllegalArgumentException(replicas + " is no number of replicas");
        }
    }

    /** A message that fits in an acknowledgement. */
    static String shortened(String message) {
        return ShortText.of(message, LONGEST_MESSAGE);
    }
}
