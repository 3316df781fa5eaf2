package dev.sluice.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a length of time on the command line: a number and ms, s, m, h or d. */
final class SpanConverter implements ITypeConverter<Duration> {
    private static final Pattern FORM = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Map<String, Double> MILLIS =
            Map.of("ms", 1.0, "s", 1e3, "m", 60e3, "h", 3600e3, "d", 86_400e3);

    @Override
    public Duration convert(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw new TypeConversionException("'" + text + "' is no length of time such as 250ms, 60s, 5m, 2h or 1d");
        }
        double unit = MILLIS.getOrDefault(form.group(2), 0.0);
        return Duration.ofMillis(Math.round(Double.parseDouble(form.group(1)) * unit));
    }
}
