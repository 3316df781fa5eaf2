package dev.sluice.control.message.report;

import java.nio.charset.StandardCharsets;

/**
 * A number for an instance of a service, computed from its name: 32-bit FNV-1a (source: the IETF draft "The FNV
 * Non-Cryptographic Hash Algorithm"). Two instances with the same number count as one. Among a thousand instances, that
 * happens in one of eight thousand services.
 */
public final class Reporter {
    /** The number of all instances without a name. */
    public static final int UNNAMED = 0;

    private static final int OFFSET = 0x811C9DC5;
    private static final int PRIME = 0x01000193;

    private Reporter() {}

    /** Returns the number of an instance; {@link #UNNAMED} if it has no name. */
    public static int named(String instance) {
        if (instance.isEmpty()) {
            return UNNAMED;
        }
        byte[] name = instance.getBytes(StandardCharsets.UTF_8);
        return of(name, 0, name.length);
    }

    /** Returns the same number from the bytes of the name in UTF-8. */
    public static int of(byte[] bytes, int from, int to) {
        if (from == to) {
            return UNNAMED;
        }
        int hash = OFFSET;
        for (int i = from; i < to; i++) {
            hash = (hash ^ bytes[i]) * PRIME;
        }
        return hash;
    }
}
