package dev.sluice.config.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds what somebody meant to write among the words that are known. */
public final class Spelling {
    /** Two of three letters are half of another word. */
    private static final int SHORT = 3;

    private Spelling() {}

    /** {@code ; did you mean X?} where a known word is near and this one is not known itself, else nothing. */
    public static String hint(String word, Collection<String> known) {
        return known.contains(word)
                ? ""
                : nearest(word, known).map(n -> "; did you mean " + n + "?").orElse("");
    }

    /** The known word nearest to this one, if it is near enough to be meant. */
    public static Optional<String> nearest(String word, Collection<String> known) {
        int far = word.length() <= SHORT ? 1 : Math.max(2, word.length() / 4);
        return known.stream()
                // each letter more is one to insert: most words need no closer look
                .filter(candidate -> Math.abs(candidate.length() - word.length()) <= far)
                .filter(candidate -> distance(word, candidate) <= far)
                .min(Comparator.<String>comparingInt(candidate -> distance(word, candidate))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** Letters to insert, delete, replace or swap with their neighbour. Source: optimal string alignment distance. */
    static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                d[i][j] = i == 0 || j == 0 ? i + j : step(a, b, i, j, d);
            }
        }
        return d[a.length()][b.length()];
    }

    private static int step(String a, String b, int i, int j, int[][] d) {
        boolean same = Character.toLowerCase(a.charAt(i - 1)) == Character.toLowerCase(b.charAt(j - 1));
        int best = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + (same ? 0 : 1));
        boolean swapped = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return swapped ? Math.min(best, d[i - 2][j - 2] + 1) : best;
    }
}
