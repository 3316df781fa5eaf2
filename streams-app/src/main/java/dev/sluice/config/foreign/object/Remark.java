package dev.sluice.config.foreign.object;

import dev.sluice.schemas.ShortText;

/**
 * Something in a foreign file that the policy does not say in the same way.
 *
 * @param path where it stands, such as {@code spec.metrics[1]}
 * @param value what stands there, in short; may be empty
 * @param why what becomes of it
 */
public record Remark(String path, String value, String why) {
    private static final int LONGEST = 60;

    /** The same with a value that fits in a line. */
    static Remark of(String path, Object value, String why) {
        String line = value.toString().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
        return new Remark(path.replaceAll("\\p{Cntrl}", "?"), ShortText.of(line, LONGEST), why);
    }

    @Override
    public String toString() {
        return path + (value.isEmpty() ? "" : " (" + value + ")") + ": " + why;
    }
}
