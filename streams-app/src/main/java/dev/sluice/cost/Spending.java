package dev.sluice.cost;

import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/**
 * What a budget's owner has spent this month, and how fast, in millionths of the currency: whole numbers, so that the
 * order of the additions does not matter. A value.
 *
 * @param month months since year 0
 * @param spent money of the month's settled hours, millionths
 * @param paid money of each of the last {@value #RECENT} hours, millionths, oldest first
 * @param wished what each of them would have cost without cuts, millionths, oldest first
 */
public record Spending(long month, long spent, List<Long> paid, List<Long> wished) {
    /** Hours that the burn rate looks back on: a week, for its days differ. */
    static final int RECENT = 168;

    private static final double MILLION = 1e6;

    public static final Spending NONE = new Spending(0, 0, List.of(), List.of());

    public Spending {
        paid = List.copyOf(paid);
        wished = List.copyOf(wished);
    }

    /**
     * After one more settled hour of all that the owner runs.
     *
     * @param hour start of the hour
     * @param cost what it cost
     * @param wish what it would have cost without cuts
     */
    public Spending after(Instant hour, double cost, double wish, ZoneId zone) {
        long itsMonth = monthOf(hour, zone);
        if (itsMonth < month) {
            return this;
        }
        long before = itsMonth == month ? spent : 0;
        return new Spending(
                itsMonth, before + Math.round(cost * MILLION), appended(paid, cost), appended(wished, wish));
    }

    /** Money spent in the month of {@code now}. */
    double spentBy(Instant now, ZoneId zone) {
        return monthOf(now, zone) == month ? spent / MILLION : 0;
    }

    /** Mean money an hour of late; zero before the first hour. */
    double burn() {
        return mean(paid);
    }

    /** Mean money an hour of late, had nothing been cut. */
    double wishedBurn() {
        return mean(wished);
    }

    private static double mean(List<Long> hours) {
        return hours.stream().mapToLong(Long::longValue).average().orElse(0) / MILLION;
    }

    private static List<Long> appended(List<Long> hours, double money) {
        List<Long> copy = new ArrayList<>(hours);
        copy.add(Math.round(money * MILLION));
        return copy.size() > RECENT ? copy.subList(copy.size() - RECENT, copy.size()) : copy;
    }

    private static long monthOf(Instant time, ZoneId zone) {
        YearMonth month = YearMonth.from(time.atZone(zone));
        return month.getYear() * 12L + month.getMonthValue() - 1;
    }
}
