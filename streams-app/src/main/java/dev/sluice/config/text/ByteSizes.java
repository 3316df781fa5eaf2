package dev.sluice.config.text;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts of memory as people write them, in bytes or with the suffixes of Kubernetes: {@code 512Mi}, {@code 1.5G}. */
public final class ByteSizes {
    private static final Pattern WITH_UNIT = Pattern.compile("(\\d{1,19}(?:\\.\\d{1,6})?)(Ki|Mi|Gi|Ti|k|M|G|T)?");
    private static final Map<String, Long> UNITS = units();

    private ByteSizes() {}

    /** Bytes of an amount; {@link IllegalArgumentException} where it is none, or no whole number of bytes. */
    public static long parse(String text) {
        Matcher matcher = WITH_UNIT.matcher(text.strip());
        if (!matcher.matches()) {
            throw refused();
        }
        String unit = matcher.group(2);
        long factor = unit == null ? 1 : UNITS.getOrDefault(unit, 1L);
        try {
            return new BigDecimal(matcher.group(1))
                    .multiply(BigDecimal.valueOf(factor))
                    .longValueExact();
        } catch (ArithmeticException e) {
            throw refused();
        }
    }

    /** The shortest way to write an amount that {@link #parse} reads: a number where that is bytes. */
    static Object text(long bytes) {
        Object best = bytes;
        for (Map.Entry<String, Long> unit : UNITS.entrySet()) {
            String written = bytes / unit.getValue() + unit.getKey();
            if (bytes > 0
                    && bytes % unit.getValue() == 0
                    && written.length() < best.toString().length()) {
                best = written;
            }
        }
        return best;
    }

    private static IllegalArgumentException refused() {
        return new IllegalArgumentException("is not an amount of bytes such as 512Mi, 16Gi or 2G");
    }

    private static Map<String, Long> units() {
        Map<String, Long> units = new LinkedHashMap<>();
        units.put("Ki", 1L << 10);
        units.put("Mi", 1L << 20);
        units.put("Gi", 1L << 30);
        units.put("Ti", 1L << 40);
        units.put("k", 1_000L);
        units.put("M", 1_000_000L);
        units.put("G", 1_000_000_000L);
        units.put("T", 1_000_000_000_000L);
        return units;
    }
}
