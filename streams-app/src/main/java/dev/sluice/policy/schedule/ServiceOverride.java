package dev.sluice.policy.schedule;

import java.time.Instant;
import java.util.OptionalInt;

/**
 * An override: what someone set by hand for a service, for a limited time.
 *
 * @param id names it, so that it can be replaced or withdrawn
 * @param action what it does
 * @param author who set it
 * @param from start, inclusive
 * @param until expiry, exclusive
 */
public record ServiceOverride(String id, Action action, Author author, Instant from, Instant until) {
    /** Id of the override that Sluice itself sets to hold a replica count that was set on the platform. */
    public static final String OF_DRIFT = "drift";

    public ServiceOverride {
        if (id.isBlank()) {
            throw new IllegalArgumentException("an override must have an id");
        }
        if (!until.isAfter(from)) {
            throw new IllegalArgumentException("an override must end after it begins, not " + from + " to " + until);
        }
    }

    /** True if it is in effect at {@code now}. */
    public boolean active(Instant now) {
        return !now.isBefore(from) && now.isBefore(until);
    }

    /** What an override does. */
    public sealed interface Action {
        /** The action as text. */
        String describe();
    }

    /** Nothing changes: the running replicas keep running. */
    public record Pause() implements Action {
        @Override
        public String describe() {
            return "paused";
        }
    }

    /** Exactly {@code replicas} replicas, whatever the demand. */
    public record Force(int replicas) implements Action {
        public Force {
            if (replicas < 0) {
                throw new IllegalArgumentException("replicas must not be below 0, they are " + replicas);
            }
        }

        @Override
        public String describe() {
            return "forced to " + replicas;
        }
    }

    /** No change in one direction. */
    public record Freeze(Direction direction) implements Action {
        @Override
        public String describe() {
            return direction == Direction.UP ? "frozen upwards" : "frozen downwards";
        }
    }

    /** Bounds other than the policy's. An empty bound leaves the policy's. */
    public record Limit(OptionalInt min, OptionalInt max) implements Action {
        public Limit {
            if (min.orElse(0) < 0 || max.orElse(Integer.MAX_VALUE) < min.orElse(0)) {
                throw new IllegalArgumentException("bounds must be from 0 and in order, not " + ends(min, max));
            }
        }

        @Override
        public String describe() {
            return "bounds " + ends(min, max);
        }

        private static String ends(OptionalInt min, OptionalInt max) {
            return (min.isPresent() ? min.getAsInt() : "…") + " to " + (max.isPresent() ? max.getAsInt() : "…");
        }
    }

    /** Up or down. */
    public enum Direction {
        UP,
        DOWN
    }
}
