package dev.sluice.policy.schedule;

import dev.sluice.text.DurationText;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;

/**
 * Bounds that apply at calendar times.
 *
 * @param id names it
 * @param bounds the bounds
 * @param start when they begin to apply, each time
 * @param end when they stop to apply, each time
 * @param zone time zone of the cron expressions
 * @param author who set it
 * @param validity the time range in which the schedule itself is valid
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

    /** When a period of bounds ends. */
    public sealed interface End {
        /** The end of a period that began at {@code start}. Empty if it never comes. */
        Optional<Instant> after(Instant start, ZoneId zone);
    }

    /** A fixed time after the start. */
    public record Lasting(Duration time) implements End {
        public Lasting {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("a schedule must last some time, not " + DurationText.exactly(time));
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

    /** If the bounds apply at {@code now}, the time until which they do. The newest start counts. */
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
