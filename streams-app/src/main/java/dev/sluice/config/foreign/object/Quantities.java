package dev.sluice.config.foreign.object;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts as Kubernetes writes them: {@code 500m}, {@code 70}, {@code 1.5}, {@code 1Gi}, {@code 2e3}. */
final class Quantities {
    private static final Pattern FORM = Pattern.compile(
            "(\\d{1,18}(?:\\.\\d{0,18})?|\\.\\d{1,18})(n|u|m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi|[eE][+-]?\\d{1,2})?");
    private static final Map<String, BigDecimal> UNITS = Map.ofEntries(
            Map.entry("n", new BigDecimal("1e-9")),
            Map.entry("u", new BigDecimal("1e-6")),
            Map.entry("m", new BigDecimal("1e-3")),
            Map.entry("k", new BigDecimal("1e3")),
            Map.entry("M", new BigDecimal("1e6")),
            Map.entry("G", new BigDecimal("1e9")),
            Map.entry("T", new BigDecimal("1e12")),
            Map.entry("P", new BigDecimal("1e15")),
            Map.entry("Ki", BigDecimal.valueOf(1L << 10)),
            Map.entry("Mi", BigDecimal.valueOf(1L << 20)),
            Map.entry("Gi", BigDecimal.valueOf(1L << 30)),
            Map.entry("Ti", BigDecimal.valueOf(1L << 40)),
            Map.entry("Pi", BigDecimal.valueOf(1L << 50)));

    private Quantities() {}

    /** The number; {@link IllegalArgumentException} where the text is none. */
    static BigDecimal parse(String text) {
        Matcher matcher = FORM.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no amount");
        }
        BigDecimal number = new BigDecimal(matcher.group(1));
        String unit = matcher.group(2);
        if (unit == null) {
            return number;
        }
        BigDecimal scale = UNITS.get(unit);
        return number.multiply(scale == null ? new BigDecimal("1" + unit) : scale, MathContext.DECIMAL64);
    }
}
