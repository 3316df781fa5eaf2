package dev.sluice.executor.processes.os;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The ports that workers listen on, both ends included. */
public record PortRange(int first, int last) {
    private static final Pattern FORM = Pattern.compile("(\\d{1,5})(?:-(\\d{1,5}))?");

    public PortRange {
        if (first < 1 || last > 65_535 || last < first) {
            throw new IllegalArgumentException("is no range of ports from 1 to 65535: " + first + "-" + last);
        }
    }

    /** {@code 20000-20999}, or one port. */
    public static PortRange parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("is no range of ports such as 20000-20999");
        }
        int first = Integer.parseInt(matcher.group(1));
        return new PortRange(first, matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2)));
    }

    public int count() {
        return last - first + 1;
    }

    @Override
    public String toString() {
        return first + "-" + last;
    }
}
