package dev.sluice.web.model.summary;

import org.jspecify.annotations.Nullable;

/** Numbers for JSON: what is not known is null, and a float is written with the digits that it has. */
public final class Numbers {
    private Numbers() {}

    /** Null where it is no finite number. */
    public static @Nullable Double orNull(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    /** Null where it is no finite number; 0.1f is 0.1. */
    public static @Nullable Double orNull(float value) {
        return Float.isFinite(value) ? Double.valueOf(Float.toString(value)) : null;
    }

    /** Null where it is negative. */
    public static @Nullable Integer countOrNull(int value) {
        return value < 0 ? null : (Integer) value;
    }

    /** Null where it is negative. */
    public static @Nullable Long countOrNull(long value) {
        return value < 0 ? null : (Long) value;
    }
}
