package dev.sluice.cost;

import dev.sluice.allocation.shared.SharedClaim.Spend;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/**
 * What a budget's owner has spent this month and its recent rate, in millionths of the currency. These are whole
 * numbers, so the order of additions does not matter. The rate covers a week, because days differ. A value.
 *
 * @param month months since year 0
 * @param spent money of the month's hours, millionths
 * @param since when spending began, epoch milliseconds
 * @param days what the last days cost, in order; days in which nothing was spent may be missing
 */
public record Spending(long month, long spent, long since, List<Day> days) {
    private static final long DAY = 24 * HourCost.HOUR;
    private static final long WEEK = 7 * DAY;
    private static final double MILLION = 1e6;

    public static final Spending NONE = new Spending(0, 0, Long.MAX_VALUE, List.of());

    public Spending {
        days = List.copyOf(days);
    }

    /**
     * What was spent in 24 hours.
     *
     * @param day days since 1970, by UTC
     * @param paid money, millionths
     * @param wished what it would have been without cuts, millionths
     */
    public record Day(long day, long paid, long wished) {
        private long end() {
            return (day + 1) * DAY;
        }

        /** The part of what is known of this day that lies after {@code from}, where spending began at {@code since}. */
        private double shareAfter(long from, long since) {
            long known = Math.max(day * DAY, since);
            return Math.max(0, Math.min(1, (double) (end() - from) / (end() - known)));
        }
    }

    /** The same, begun at {@code at} (ms) where it has not begun: not at the start of its first hour. */
    public Spending begunAt(long at) {
        return since == NONE.since ? new Spending(month, spent, at, days) : this;
    }

    /**
     * After one more hour of something that the owner runs.
     *
     * @param hour start of the hour
     * @param cost what it cost
     * @param wish what it would have cost without cuts
     * @param zone where the month begins and ends
     */
    public Spending after(Instant hour, double cost, double wish, ZoneId zone) {
        long itsMonth = monthOf(hour, zone);
        long millionths = Math.round(cost * MILLION);
        long before = itsMonth > month ? 0 : spent;
        long start = hour.toEpochMilli();
        return new Spending(
                Math.max(month, itsMonth),
                itsMonth < month ? spent : before + millionths,
                start + HourCost.HOUR > since ? since : start,
                added(start, millionths, Math.round(wish * MILLION)));
    }

    private List<Day> added(long hour, long paid, long wished) {
        long day = Math.floorDiv(hour, DAY);
        List<Day> all = new ArrayList<>(days.size() + 1);
        Day sum = new Day(day, paid, wished);
        for (Day other : days) {
            if (other.day == day) {
                sum = new Day(day, paid + other.paid, wished + other.wished);
            } else if (other.end() > hour - WEEK) {
                all.add(other);
            }
        }
        int at = all.size();
        while (at > 0 && all.get(at - 1).day > day) {
            at--;
        }
        all.add(at, sum);
        return all;
    }

    /**
     * Money spent in the month of {@code now}, and money per hour: of the week before it, and of one more hour at the pace
     * of now, which is all that is known at first.
     *
     * @param paidPerHour money per hour that is paid now
     * @param wishPerHour money per hour that is wished now
     */
    public Spend by(Instant now, ZoneId zone, double paidPerHour, double wishPerHour) {
        long at = now.toEpochMilli();
        return new Spend(spentIn(now, zone), pace(at, Day::paid, paidPerHour), pace(at, Day::wished, wishPerHour));
    }

    /** Money spent so far in the month of {@code now}. */
    public double spentIn(Instant now, ZoneId zone) {
        return monthOf(now, zone) == month ? spent / MILLION : 0;
    }

    /** True if both times are in one month. */
    public static boolean isSameMonth(Instant one, Instant other, ZoneId zone) {
        return monthOf(one, zone) == monthOf(other, zone);
    }

    /** Whether the month that this knows of is over. */
    public boolean isOver(Instant now, ZoneId zone) {
        return monthOf(now, zone) > month;
    }

    private double pace(long now, ToLongFunction<Day> money, double perHour) {
        long from = Math.min(now, Math.max(since, now - WEEK));
        double millionths = days.stream()
                .mapToDouble(day -> money.applyAsLong(day) * day.shareAfter(from, since))
                .sum();
        double hours = (double) (now - from) / HourCost.HOUR;
        return (millionths / MILLION + perHour) / (hours + 1);
    }

    static long monthOf(Instant time, ZoneId zone) {
        YearMonth month = YearMonth.from(time.atZone(zone));
        return month.getYear() * 12L + month.getMonthValue() - 1;
    }
}
