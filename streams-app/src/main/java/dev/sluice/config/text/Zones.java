package dev.sluice.config.text;

import java.time.DateTimeException;
import java.time.ZoneId;

/** Time zones by their IANA names, such as {@code Europe/Berlin}. */
public final class Zones {
    /** The zone of what names none. */
    public static final ZoneId UTC = ZoneId.of("UTC");

    private Zones() {}

    /** The zone of this name; {@link IllegalArgumentException} where there is none. */
    public static ZoneId parse(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("is not a time zone such as Europe/Berlin", e);
        }
    }

    /** The same, with the key and the name in the refusal. */
    public static ZoneId parse(String key, String name) {
        try {
            return parse(name);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(key + "=" + name + ": " + e.getMessage(), e);
        }
    }
}
