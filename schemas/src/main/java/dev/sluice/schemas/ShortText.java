package dev.sluice.schemas;

/** Texts of others, cut to a length that fits where they are shown. A character outside the basic plane is never halved. */
public final class ShortText {
    private ShortText() {}

    /** The text itself, or its beginning of at most so many {@code char}s and an ellipsis. */
    public static String of(String text, int most) {
        return text.length() <= most ? text : beginning(text, most) + "…";
    }

    /** The first {@code char}s of a text, at most so many. */
    public static String beginning(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        boolean halved = most > 0
                && Character.isHighSurrogate(text.charAt(most - 1))
                && Character.isLowSurrogate(text.charAt(most));
        return text.substring(0, halved ? most - 1 : most);
    }
}
