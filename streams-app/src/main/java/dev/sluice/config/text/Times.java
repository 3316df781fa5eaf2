package dev.sluice.config.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times as ISO 8601 has them, with their offset: {@code 2026-12-01T06:00:00Z}. */
public final class Times {
    private static final int LAST_YEAR = 9998;

    private Times() {}

    /** Reads a time; {@link IllegalArgumentException} where it is none. */
    public static Instant parse(String text) {
        try {
            OffsetDateTime time = OffsetDateTime.parse(text.strip());
            // records and spans count milliseconds, which end long before the years that may be written do
            if (time.getYear() < 1 || time.getYear() > LAST_YEAR) {
                throw new IllegalArgumentException("must be of a year from 1 to " + LAST_YEAR);
            }
            return time.toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is not a time, such as 2026-12-01T06:00:00Z", e);
        }
    }
}
