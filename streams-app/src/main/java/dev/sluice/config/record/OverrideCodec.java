package dev.sluice.config.record;

import dev.sluice.config.record.check.DeclarationChecks;
import dev.sluice.config.record.check.Rejection;
import dev.sluice.config.text.Zones;
import dev.sluice.events.BoundsOverride;
import dev.sluice.events.FrozenDirection;
import dev.sluice.events.ScalingOverride;
import dev.sluice.events.ScheduledBounds;
import dev.sluice.events.Withdrawal;
import dev.sluice.policy.schedule.Author;
import dev.sluice.policy.schedule.Cron;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.Schedule;
import dev.sluice.policy.schedule.Schedule.Lasting;
import dev.sluice.policy.schedule.Schedule.Until;
import dev.sluice.policy.schedule.Schedule.Validity;
import dev.sluice.policy.schedule.ServiceOverride;
import dev.sluice.policy.schedule.ServiceOverride.Action;
import dev.sluice.policy.schedule.ServiceOverride.Direction;
import dev.sluice.policy.schedule.ServiceOverride.Force;
import dev.sluice.policy.schedule.ServiceOverride.Freeze;
import dev.sluice.policy.schedule.ServiceOverride.Limit;
import dev.sluice.policy.schedule.ServiceOverride.Pause;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Turns what people set by hand or by the calendar into records of {@code scaling-overrides} and back. */
public final class OverrideCodec {
    private OverrideCodec() {}

    /**
     * Returns a record that is about to be published.
     *
     * @throws IllegalArgumentException if {@code run} would not take it
     */
    public static ScalingOverride checked(ScalingOverride override) {
        Rejection beyond = DeclarationChecks.of(override.getService(), override);
        if (beyond.isRejected()) {
            throw new IllegalArgumentException(beyond.detail());
        }
        return override;
    }

    /**
     * The record of a change.
     *
     * @throws IllegalArgumentException where it begins or ends at a time that no record can hold
     */
    public static ScalingOverride toRecord(String service, OverrideEvent change) {
        if (change instanceof OverrideEvent.Set set) {
            ServiceOverride override = set.override();
            return record(service, change, override.author(), action(override.action()))
                    .setFrom(bounded("from", override.from()))
                    .setUntil(bounded("until", override.until()))
                    .build();
        }
        if (change instanceof OverrideEvent.Plan plan) {
            Schedule schedule = plan.schedule();
            return record(service, change, schedule.author(), scheduled(schedule))
                    .setFrom(bounded("from", schedule.validity().from()))
                    .setUntil(bounded("until", schedule.validity().until()))
                    .build();
        }
        Author author = ((OverrideEvent.Withdraw) change).author();
        return record(service, change, author, new Withdrawal())
                .setFrom(author.at())
                .setUntil(author.at())
                .build();
    }

    /**
     * The change of a record.
     *
     * @throws IllegalArgumentException where the record holds what no override or schedule can
     */
    public static OverrideEvent fromRecord(ScalingOverride record) {
        Author author = new Author(record.getOwner(), record.getReason(), record.getAt());
        if (record.getAction() instanceof Withdrawal) {
            return new OverrideEvent.Withdraw(record.getId(), author);
        }
        if (record.getAction() instanceof ScheduledBounds bounds) {
            return new OverrideEvent.Plan(schedule(record, bounds, author));
        }
        return new OverrideEvent.Set(new ServiceOverride(
                record.getId(), action(record.getAction()), author, record.getFrom(), record.getUntil()));
    }

    private static ScalingOverride.Builder record(String service, OverrideEvent change, Author author, Object action) {
        return ScalingOverride.newBuilder()
                .setService(service)
                .setId(change.id())
                .setOwner(author.owner())
                .setReason(author.reason())
                .setAt(author.at())
                .setAction(action);
    }

    private static Object action(Action action) {
        if (action instanceof Force force) {
            return new dev.sluice.events.Force(force.replicas());
        }
        if (action instanceof Freeze freeze) {
            return new dev.sluice.events.Freeze(
                    FrozenDirection.valueOf(freeze.direction().name()));
        }
        if (action instanceof Limit limit) {
            return new BoundsOverride(boxed(limit.min()), boxed(limit.max()));
        }
        if (action instanceof Pause) {
            return new dev.sluice.events.Pause();
        }
        throw new IllegalArgumentException("action of an unknown kind: " + action);
    }

    private static Action action(Object action) {
        if (action instanceof dev.sluice.events.Force force) {
            return new Force(force.getReplicas());
        }
        if (action instanceof dev.sluice.events.Freeze freeze) {
            return new Freeze(Direction.valueOf(freeze.getDirection().name()));
        }
        if (action instanceof BoundsOverride bounds) {
            return limit(bounds.getMin(), bounds.getMax());
        }
        if (action instanceof dev.sluice.events.Pause) {
            return new Pause();
        }
        throw new IllegalArgumentException("action of an unknown kind: " + action);
    }

    private static ScheduledBounds scheduled(Schedule schedule) {
        ScheduledBounds.Builder bounds = ScheduledBounds.newBuilder()
                .setMin(boxed(schedule.bounds().min()))
                .setMax(boxed(schedule.bounds().max()))
                .setStart(schedule.start().toString())
                .setZone(schedule.zone().getId());
        if (schedule.end() instanceof Lasting lasting) {
            return bounds.setLastingMs(lasting.time().toMillis()).build();
        }
        return bounds.setEnd(((Until) schedule.end()).cron().toString()).build();
    }

    private static Schedule schedule(ScalingOverride record, ScheduledBounds bounds, Author author) {
        return new Schedule(
                record.getId(),
                limit(bounds.getMin(), bounds.getMax()),
                Cron.parse(bounds.getStart()),
                end(bounds),
                Zones.parse("zone", bounds.getZone()),
                author,
                new Validity(record.getFrom(), record.getUntil()));
    }

    private static Schedule.End end(ScheduledBounds bounds) {
        if ((bounds.getEnd() == null) == (bounds.getLastingMs() == null)) {
            throw new IllegalArgumentException(
                    "one of end=" + bounds.getEnd() + " and lastingMs=" + bounds.getLastingMs() + " must be set");
        }
        return bounds.getEnd() == null
                ? new Lasting(Duration.ofMillis(bounds.getLastingMs()))
                : new Until(Cron.parse(bounds.getEnd()));
    }

    private static Limit limit(@Nullable Integer min, @Nullable Integer max) {
        if (min == null && max == null) {
            throw new IllegalArgumentException("min, max or both must be set");
        }
        return new Limit(optional(min), optional(max));
    }

    private static Instant bounded(String key, Instant time) {
        try {
            return Instant.ofEpochMilli(time.toEpochMilli());
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException(key + "=" + time + ": is not a time that a record can hold", e);
        }
    }

    private static @Nullable Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private static OptionalInt optional(@Nullable Integer value) {
        return value == null ? OptionalInt.empty() : OptionalInt.of(value);
    }
}
