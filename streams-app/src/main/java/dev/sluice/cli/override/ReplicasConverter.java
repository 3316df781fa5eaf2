package dev.sluice.cli.override;

import dev.sluice.config.record.check.Limits;
import dev.sluice.text.NumberText;
import java.math.BigInteger;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a replica count on the command line, up to the most that {@code run} takes. */
final class ReplicasConverter implements ITypeConverter<Integer> {
    private static final BigInteger MOST = BigInteger.valueOf(Limits.REPLICAS);

    @Override
    public Integer convert(String text) {
        boolean whole = text.matches("\\d{1,100}");
        if (!whole || new BigInteger(text).compareTo(MOST) > 0) {
            throw new TypeConversionException(
                    "'" + text + "' is not a whole number from 0 to " + NumberText.count(Limits.REPLICAS));
        }
        return Integer.valueOf(text);
    }
}
