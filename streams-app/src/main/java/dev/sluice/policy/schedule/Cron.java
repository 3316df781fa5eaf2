package dev.sluice.policy.schedule;

import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A cron expression of five fields: minute, hour, day of month, month, day of week. It supports lists, ranges, steps
 * and English names. If both days are restricted, either suffices, as in Vixie's cron. Times are wall-clock times. A
 * time that a change to summer time skips comes as much later as the clock jumps; a time that comes twice counts at
 * its first occurrence.
 */
public final class Cron {
    /** Beyond this no expression with a day that exists at all stays silent: 29 February over 2100 takes eight years. */
    private static final int DAYS_TO_SEARCH = 9 * 366;

    private final String text;
    private final CronField minutes;
    private final CronField hours;
    private final CronField daysOfMonth;
    private final CronField months;
    private final CronField daysOfWeek;

    private Cron(String text, List<CronField> fields) {
        this.text = text;
        this.minutes = fields.get(0);
        this.hours = fields.get(1);
        this.daysOfMonth = fields.get(2);
        this.months = fields.get(3);
        this.daysOfWeek = fields.get(4);
    }

    /** Parses {@code text}. Rejects text that is not an expression of five fields, and names the wrong part. */
    public static Cron parse(String text) {
        String[] parts = text.trim().split("\\s+", -1);
        CronField.Kind[] kinds = CronField.Kind.values();
        if (parts.length != kinds.length) {
            throw new IllegalArgumentException("cron: five fields are wanted, not '" + text + "'");
        }
        List<CronField> fields = new ArrayList<>();
        for (int i = 0; i < kinds.length; i++) {
            fields.add(CronField.parse(kinds[i], parts[i]));
        }
        return new Cron(text.trim(), fields);
    }

    /** The last time that is not after {@code at}. Empty if the expression names no day that exists. */
    public Optional<Instant> previous(Instant at, ZoneId zone) {
        // a skipped time comes later than its wall clock says: look from the end of the day
        LocalDate day = at.atZone(zone).toLocalDate();
        for (int i = 0; i < DAYS_TO_SEARCH; i++, day = day.minusDays(1)) {
            Optional<Instant> found = lastOf(day, zone, at);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The first time after {@code at}. Empty if the expression names no day that exists. */
    public Optional<Instant> next(Instant at, ZoneId zone) {
        // a time skipped at the end of the day before may come today
        LocalDate day = at.atZone(zone).toLocalDate().minusDays(1);
        for (int i = 0; i < DAYS_TO_SEARCH; i++, day = day.plusDays(1)) {
            Optional<Instant> found = firstOf(day, zone, at);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> lastOf(LocalDate day, ZoneId zone, Instant notAfter) {
        if (!matches(day)) {
            return Optional.empty();
        }
        for (int minute = 24 * 60 - 1; minute >= 0; minute--) {
            if (matches(minute)) {
                Instant time = instant(day, minute, zone);
                if (!time.isAfter(notAfter)) {
                    return Optional.of(time);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<Instant> firstOf(LocalDate day, ZoneId zone, Instant after) {
        if (!matches(day)) {
            return Optional.empty();
        }
        for (int minute = 0; minute < 24 * 60; minute++) {
            if (matches(minute)) {
                Instant time = instant(day, minute, zone);
                if (time.isAfter(after)) {
                    return Optional.of(time);
                }
            }
        }
        return Optional.empty();
    }

    /** {@link java.time.ZonedDateTime} moves a skipped time by the gap and takes the first of two. */
    private static Instant instant(LocalDate day, int minute, ZoneId zone) {
        return LocalDateTime.of(day, LocalTime.of(minute / 60, minute % 60))
                .atZone(zone)
                .toInstant();
    }

    private boolean matches(int minuteOfDay) {
        return hours.allows(minuteOfDay / 60) && minutes.allows(minuteOfDay % 60);
    }

    private boolean matches(LocalDate day) {
        if (!months.allows(day.getMonthValue())) {
            return false;
        }
        boolean byMonth = daysOfMonth.allows(day.getDayOfMonth());
        boolean byWeek = daysOfWeek.allows(day.getDayOfWeek().getValue() % 7);
        boolean bothRestricted = !daysOfMonth.any() && !daysOfWeek.any();
        return bothRestricted ? byMonth || byWeek : byMonth && byWeek;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Cron cron && cron.text.equals(text);
    }

    @Override
    public int hashCode() {
        return text.hashCode();
    }

    @Override
    public String toString() {
        return text;
    }
}
