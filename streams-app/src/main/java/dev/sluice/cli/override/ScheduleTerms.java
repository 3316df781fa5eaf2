package dev.sluice.cli.override;

import dev.sluice.cli.option.DurationConverter;
import dev.sluice.cli.option.InstantConverter;
import dev.sluice.cli.option.ZoneConverter;
import dev.sluice.config.text.Zones;
import dev.sluice.policy.schedule.Cron;
import dev.sluice.policy.schedule.OverrideEvent;
import dev.sluice.policy.schedule.Schedule;
import dev.sluice.policy.schedule.Schedule.Validity;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Bounds by the calendar: which, when they begin and cease to hold, and until when the schedule itself counts. */
final class ScheduleTerms {
    private static final Duration YEAR = Duration.ofDays(365);

    @Mixin
    private Attribution signature = new Attribution();

    @Mixin
    private IdOption id = new IdOption();

    @Mixin
    private ForceOption force = new ForceOption();

    @Mixin
    private BoundsOptions bounds = new BoundsOptions();

    @Option(
            names = "--start",
            converter = CronConverter.class,
            required = true,
            paramLabel = "CRON",
            description = "When the bounds begin to hold: minute, hour, day of month, month, day of week.")
    private @Nullable Cron start;

    @ArgGroup(exclusive = true, multiplicity = "1")
    private End end = new End();

    @Option(
            names = "--zone",
            converter = ZoneConverter.class,
            paramLabel = "ZONE",
            description = "Whose wall clock is meant, such as Europe/Berlin (default: UTC).")
    private ZoneId zone = Zones.UTC;

    @Option(
            names = "--from",
            converter = InstantConverter.class,
            paramLabel = "TIME",
            description = "From when on the schedule counts (default: now).")
    private @Nullable Instant from;

    @Option(
            names = "--until",
            converter = InstantConverter.class,
            paramLabel = "TIME",
            description = "When the schedule ends (default: a year after it begins).")
    private @Nullable Instant until;

    /** When the bounds cease to hold, each time. */
    static final class End {
        @Option(
                names = "--for",
                converter = DurationConverter.class,
                required = true,
                paramLabel = "TIME",
                description = "How long they hold each time, such as 8h.")
        private @Nullable Duration lasting;

        @Option(
                names = "--end",
                converter = CronConverter.class,
                required = true,
                paramLabel = "CRON",
                description = "When they cease to hold.")
        private @Nullable Cron cron;

        Schedule.End of() {
            return lasting != null ? new Schedule.Lasting(lasting) : new Schedule.Until(Objects.requireNonNull(cron));
        }
    }

    Attribution signature() {
        return signature;
    }

    boolean isForced() {
        return force.isForced();
    }

    /** The schedule; {@link IllegalArgumentException} where it cannot be. */
    OverrideEvent plan() {
        Cron begins = Objects.requireNonNull(start);
        Instant first = from == null ? signature.now() : from;
        if (begins.next(first, zone).isEmpty()) {
            throw new IllegalArgumentException("--start: '" + begins + "' names no day that ever comes");
        }
        return new OverrideEvent.Plan(new Schedule(
                id.orMadeUp("schedule"),
                bounds.limit(),
                begins,
                end.of(),
                zone,
                signature.author(),
                new Validity(first, until == null ? first.plus(YEAR) : until)));
    }
}
