package dev.sluice.cli.option;

import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Numbers on the command line. What is none is told in words of people, not of Java. */
public final class NumberConverters {
    private NumberConverters() {}

    /** Lets a command line and all of its commands read numbers so. */
    public static void addTo(CommandLine commands) {
        commands.registerConverter(int.class, NumberConverters::whole)
                .registerConverter(Integer.class, NumberConverters::whole)
                .registerConverter(double.class, NumberConverters::number)
                .registerConverter(Double.class, NumberConverters::number);
    }

    private static int whole(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a whole number up to " + Integer.MAX_VALUE);
        }
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            throw new TypeConversionException("'" + text + "' is not a number");
        }
    }
}
