package dev.sluice.text;

import java.math.BigDecimal;
import java.time.Duration;

/** Lengths of time for people. */
public final class DurationText {
    private static final double MILLI = 1e-3;
    /** What would read as 1,000 ms is a second. */
    private static final double SECOND = 0.9995;

    private static final long MINUTE = 60;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;
    /** Milliseconds of what is longer do not fit a number. */
    private static final long MOST_SECONDS = Long.MAX_VALUE / 1000;

    private DurationText() {}

    /** A length as exact as anyone needs: 250 ms, 2.5 s, 84 s, 3 min 20 s, 14 min, 5 h 30 min, 3 days 2 h. */
    public static String of(Duration length) {
        return ofSeconds(length.toSeconds() + length.toNanosPart() * 1e-9);
    }

    public static String ofMillis(double millis) {
        return ofSeconds(millis * MILLI);
    }

    public static String ofSeconds(double seconds) {
        double size = Math.abs(seconds);
        if (size < SECOND && size > 0) {
            return NumberText.of(seconds / MILLI) + " ms";
        }
        if (size < 2 * MINUTE) {
            return NumberText.of(seconds) + " s";
        }
        return (seconds < 0 ? "-" : "") + ofMany(size);
    }

    private static String ofMany(double seconds) {
        if (seconds < 10 * MINUTE) {
            return parts(Math.round(seconds), MINUTE, " min", " s");
        }
        if (seconds < 2 * HOUR) {
            return Math.round(seconds / MINUTE) + " min";
        }
        if (seconds < 2 * DAY) {
            return parts(Math.round(seconds / MINUTE), HOUR / MINUTE, " h", " min");
        }
        if (seconds < 10 * DAY) {
            return parts(Math.round(seconds / HOUR), DAY / HOUR, " days", " h");
        }
        return NumberText.of(Math.rint(seconds / DAY)) + " days";
    }

    private static String parts(long length, long large, String largeUnit, String smallUnit) {
        long rest = length % large;
        return length / large + largeUnit + (rest == 0 ? "" : " " + rest + smallUnit);
    }

    /** A length that somebody wrote, as short as settings and policies read it: 250ms, 90s, 1h, 7d. */
    public static String exactly(Duration length) {
        if (length.isNegative()) {
            return "-" + exactly(length.negated());
        }
        if (length.toSeconds() >= MOST_SECONDS) {
            return length.toSeconds() + "s";
        }
        return length.toNanosPart() == 0 ? exactSeconds(length.toSeconds()) : exactMillis(length);
    }

    private static String exactMillis(Duration length) {
        BigDecimal millis =
                BigDecimal.valueOf(length.toNanosPart(), 6).add(BigDecimal.valueOf(1000 * length.toSeconds()));
        return millis.stripTrailingZeros().toPlainString() + "ms";
    }

    private static String exactSeconds(long seconds) {
        if (seconds == 0 || seconds % MINUTE != 0) {
            return seconds + "s";
        }
        if (seconds % HOUR != 0) {
            return seconds / MINUTE + "m";
        }
        return seconds % DAY == 0 ? seconds / DAY + "d" : seconds / HOUR + "h";
    }
}
