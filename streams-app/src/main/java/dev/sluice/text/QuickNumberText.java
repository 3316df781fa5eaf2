package dev.sluice.text;

/**
 * Measured numbers as {@link NumberText#of} writes them, for those between a thousandth and a billion, and zero: without a
 * formatter or exact arithmetic, because each decision tells some.
 */
final class QuickNumberText {
    private static final double LEAST = 1e-3;
    private static final double MOST = 1e9;
    private static final double NEARLY_HALF = 1e-6;
    private static final int DIGITS = 3;
    private static final long[] TENS = {1, 10, 100, 1_000, 10_000, 100_000};

    private QuickNumberText() {}

    /** Returns the text; empty where exact arithmetic must decide. */
    static String of(double value) {
        if (value == 0) {
            return "0";
        }
        double size = Math.abs(value);
        if (!(size >= LEAST && size < MOST)) {
            return "";
        }
        int decimals = decimals(size);
        double scaled = size * TENS[decimals];
        double part = scaled - Math.floor(scaled);
        if (Math.abs(part - 0.5) < NEARLY_HALF) {
            return "";
        }
        return text(value < 0, (long) Math.floor(scaled + 0.5), decimals);
    }

    /** Returns how many digits follow the point so that three count: none from 100 on, two from 1 on. */
    private static int decimals(double size) {
        int decimals = 0;
        for (double bound = 100; size < bound && decimals < TENS.length - 1; bound /= 10) {
            decimals++;
        }
        return decimals;
    }

    private static String text(boolean negative, long scaled, int decimals) {
        StringBuilder text = new StringBuilder(16);
        if (negative) {
            text.append('-');
        }
        group(scaled / TENS[decimals], text);
        long rest = scaled % TENS[decimals];
        if (rest > 0) {
            text.append('.');
            for (int digit = decimals - 1; rest > 0; digit--) {
                text.append((char) ('0' + rest / TENS[digit]));
                rest %= TENS[digit];
            }
        }
        return text.toString();
    }

    private static void group(long whole, StringBuilder text) {
        String digits = Long.toString(whole);
        int first = digits.length() % DIGITS;
        text.append(digits, 0, first);
        for (int at = first; at < digits.length(); at += DIGITS) {
            if (at > 0) {
                text.append(',');
            }
            text.append(digits, at, at + DIGITS);
        }
    }
}
