package dev.sluice.policy.schedule;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Bounds that hold at times of the calendar.
 *
 * @param id names it
 * @param bounds the bounds
 * @param start when they begin to hold, each time
 * @param end when they cease to hold, each time
 * @param zone whose wall clock is meant
 * @param author who set it
 * @param validity from when until when the schedule itself counts
 */
public record Schedule(
        String id, ServiceOverride.Limit bounds, Cron start, End end, ZoneId zone, Author author, Validity validity) {
    public Schedule {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a schedule must have an id");
        }
    }

    /** From {@code from}, inclusive, to {@code until}, exclusive. */
    public record Validity(Instant from, Instant until) {
        public static final Validity ALWAYS = new Validity(Instant.MIN, Instant.MAX);

        public Validity {
            if (!until.isAfter(from)) {
                throw new IllegalArgumentException("validity must end after it begins, not " + from + " to " + until);
            }
        }
    }

    /** When bounds that began to hold cease to. */
    public sealed interface End {
        /** The end of a period that began at {@code start}; empty where it never comes. */
        Optional<Instant> after(Instant start, ZoneId zone);
    }

    /** So long after the start. */
    public record Lasting(Duration time) implements End {
        public Lasting {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("a schedule must last some time, not " + time);
            }
        }

        @Override
        public Optional<Instant> after(Instant start, ZoneId zone) {
            return Optional.of(start.plus(time));
        }
    }

    /** At the next time of another cron expression. */
    public record Until(Cron cron) implements End {
        @Override
        public Optional<Instant> after(Instant start, ZoneId zone) {
            return cron.next(start, zone);
        }
    }

    /** Until when the bounds hold, where they hold at {@code now}; the newest start counts. */
    public Optional<Instant> activeUntil(Instant now) {
        if (now.isBefore(validity.from()) || !now.isBefore(validity.until())) {
            return Optional.empty();
        }
        return start.previous(now, zone)
                .map(began -> end.after(began, zone).orElse(Instant.MAX))
                .filter(now::isBefore)
                .map(ends -> ends.isBefore(validity.until()) ? ends : validity.until());
    }
}
