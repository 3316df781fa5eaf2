package dev.sluice.text;

/** Shared checks for values. Error messages begin with the key. */
public final class Checks {
    private Checks() {}

    /** Rejects a value that is not a finite number of at least zero. */
    public static void amount(String key, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    key + " must be at least 0 and finite, not " + NumberText.exactly(value));
        }
    }

    /** Rejects a value that is not a finite number above zero. */
    public static void above(String key, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(key + " must be above 0, not " + NumberText.exactly(value));
        }
    }

    /** Rejects a value that is not a share from 0 to 1. */
    public static void share(String key, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(key + " must be from 0 to 1, not " + NumberText.exactly(value));
        }
    }

    /** Rejects an empty name. */
    public static void name(String key, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(key + " must not be empty");
        }
    }
}
