package dev.sluice.config.text;

import dev.sluice.text.DurationText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lengths of time as people write them: {@code 250ms}, {@code 10s}, {@code 1.5m}, {@code 1h}, {@code 7d}. */
public final class Durations {
    private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,13}(?:\\.\\d{1,6})?)\\s*(ms|s|m|h|d)");
    private static final Map<String, Long> MILLIS = units();

    /** What is longer is a slip of the keyboard, and times so far away overflow. */
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private Durations() {}

    /** Reads a length with its unit, to the nanosecond and of 100 years at most; zero needs none. */
    public static Duration parse(String text) {
        return parse(text, LONGEST);
    }

    /** Reads a length with its unit, to the nanosecond and {@code longest} at most; zero needs none. */
    public static Duration parse(String text, Duration longest) {
        Matcher matcher = WITH_UNIT.matcher(text.strip());
        if (matcher.matches()) {
            BigDecimal millis = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit(matcher.group(2))));
            return bounded(ofNanos(millis.movePointRight(6).setScale(0, RoundingMode.HALF_UP)), longest);
        }
        if (text.strip().equals("0")) {
            return Duration.ZERO;
        }
        throw new IllegalArgumentException("is not a duration such as 250ms, 10s, 5m, 1h or 7d");
    }

    /** Reads a length with its unit, or bare milliseconds. */
    public static Duration parseOrMillis(String text) {
        boolean bare = text.strip().matches("\\d{1,15}");
        return bare ? bounded(Duration.ofMillis(Long.parseLong(text.strip())), LONGEST) : parse(text);
    }

    /** The shortest way to write a length that {@link #parse} reads. */
    public static String text(Duration length) {
        return DurationText.exactly(length);
    }

    private static Duration bounded(Duration length, Duration longest) {
        if (length.compareTo(longest) > 0) {
            throw new IllegalArgumentException("is too long: longest is " + text(longest));
        }
        return length;
    }

    private static Duration ofNanos(BigDecimal nanos) {
        BigDecimal[] parts = nanos.divideAndRemainder(BigDecimal.valueOf(1_000_000_000));
        return Duration.ofSeconds(parts[0].longValueExact(), parts[1].longValueExact());
    }

    private static long unit(String name) {
        Long millis = MILLIS.get(name);
        if (millis == null) {
            throw new IllegalArgumentException("no unit of time: " + name);
        }
        return millis;
    }

    private static Map<String, Long> units() {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("ms", 1L);
        units.put("s", 1_000L);
        units.put("m", 60_000L);
        units.put("h", 3_600_000L);
        units.put("d", 86_400_000L);
        return units;
    }
}
