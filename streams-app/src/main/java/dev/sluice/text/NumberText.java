package dev.sluice.text;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.function.UnaryOperator;

/** Numbers for people: never with an exponent, thousands apart. */
public final class NumberText {
    private static final MathContext DIGITS = new MathContext(3, RoundingMode.HALF_UP);
    private static final MathContext ALL = new MathContext(17, RoundingMode.HALF_UP);
    private static final double HUNDRED = 100;
    private static final double NEARLY_ALL = 99.9;
    private static final double ALL_BUT_NOISE = 100 - 1e-7;
    private static final double TEN_CENTS = 0.1;
    /** What is measured below it is noise: as a rate, less than one in two hours. */
    private static final double LITTLE = 1e-4;

    private static final double TINY = 1e-9;
    private static final double HUGE = 1e30;

    private NumberText() {}

    /** A measured number, to three significant digits or the next whole: 0.00147, 0.42, 7.5, 131, 4,319. */
    public static String of(double value) {
        String quick = QuickNumberText.of(value);
        return quick.isEmpty() ? inFull(value) : quick;
    }

    /** The same without a shortcut. */
    static String inFull(double value) {
        return said(value, LITTLE, exact -> rounded(value, exact));
    }

    private static BigDecimal rounded(double value, BigDecimal exact) {
        return Math.abs(value) >= HUNDRED ? exact.setScale(0, RoundingMode.HALF_UP) : exact.round(DIGITS);
    }

    /** A number that somebody wrote, to the last digit: 0.9999, 1,234.5. */
    public static String exactly(double value) {
        return Double.isFinite(value) ? said(value, TINY, exact -> exact.round(ALL)) : Double.toString(value);
    }

    /** Things that were counted: 0, 999, 4,319. */
    public static String count(long things) {
        return String.format(Locale.ROOT, "%,d", things);
    }

    /** A share of one: 0.4 %, 12 %. A share that is not whole never reads as 100 %. */
    public static String percent(double share) {
        double hundred = HUNDRED * share;
        return (hundred > NEARLY_ALL && hundred < ALL_BUT_NOISE ? "99.9" : of(hundred)) + " %";
    }

    /** An amount of money with its cents; less than ten cents to three significant digits: 1,234.50, 0.0042. */
    public static String money(double value) {
        double size = Math.abs(value);
        if (value == 0) {
            return "0.00";
        }
        return size >= TEN_CENTS && size <= HUGE
                ? String.format(Locale.ROOT, "%,.2f", value)
                : said(value, TINY, exact -> rounded(value, exact));
    }

    private static String said(double value, double least, UnaryOperator<BigDecimal> rounding) {
        if (Double.isNaN(value)) {
            return "not a number";
        }
        if (Math.abs(value) > HUGE) {
            return value > 0 ? "more than 10^30" : "less than -10^30";
        }
        if (value != 0 && Math.abs(value) < least) {
            return "nearly 0";
        }
        return plain(rounding.apply(BigDecimal.valueOf(value)));
    }

    private static String plain(BigDecimal value) {
        BigDecimal stripped = value.stripTrailingZeros();
        return String.format(Locale.ROOT, "%,." + Math.max(0, stripped.scale()) + "f", stripped);
    }
}
