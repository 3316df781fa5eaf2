package dev.sluice.cli.override;

import dev.sluice.policy.schedule.Cron;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a cron expression of five fields on the command line. */
final class CronConverter implements ITypeConverter<Cron> {
    @Override
    public Cron convert(String text) {
        try {
            return Cron.parse(text);
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(String.valueOf(e.getMessage()));
        }
    }
}
