package dev.sluice.simulator.input.csv;

import java.nio.file.Path;
import java.util.regex.Pattern;

/** Numbers as they stand in cells. */
public final class Cells {
    private static final Pattern NUMBER = Pattern.compile("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?");
    private static final Pattern COMMA_NUMBER = Pattern.compile("[+-]?\\d+,\\d+");

    private Cells() {}

    public static boolean isNumber(String cell) {
        return NUMBER.matcher(cell).matches();
    }

    /** Whether the cell is a number with a decimal comma, as files have it that separate cells by semicolons. */
    public static boolean hasDecimalComma(String cell, char separator) {
        return separator != ',' && COMMA_NUMBER.matcher(cell).matches();
    }

    /** An amount of demand, at least 0. */
    public static double amount(Path file, int line, String column, String cell, char separator) {
        String plain = hasDecimalComma(cell, separator) ? cell.replace(',', '.') : cell;
        double value = isNumber(plain) ? Double.parseDouble(plain) : Double.NaN;
        if (!(value >= 0) || Double.isInfinite(value)) {
            throw new IllegalArgumentException(file + ":" + line + ": '" + cell + "' in column " + column
                    + " is no demand; wanted is a number of at least 0 such as 12 or 12.5");
        }
        return value;
    }
}
