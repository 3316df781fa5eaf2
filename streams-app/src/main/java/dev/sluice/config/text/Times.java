package dev.sluice.config.text;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;

/** Times as ISO 8601 has them, with their offset: {@code 2026-12-01T06:00:00Z}. */
public final class Times {
    private Times() {}

    /** Reads a time; {@link IllegalArgumentException} where it is none. */
    public static Instant parse(String text) {
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is not a time, such as 2026-12-01T06:00:00Z", e);
        }
    }
}
