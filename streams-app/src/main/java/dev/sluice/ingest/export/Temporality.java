package dev.sluice.ingest.export;

import java.io.IOException;

/** How a point relates to those before it. */
public enum Temporality {
    /** Counts since a start. */
    CUMULATIVE(0),
    /** Counts since the point before. */
    DELTA(1),
    /** A level at a time. */
    LEVEL(2),
    /** The change of a level since the point before. */
    LEVEL_CHANGE(3);

    private final int code;

    Temporality(int code) {
        this.code = code;
    }

    /** The number of this temporality in stored state. */
    public int code() {
        return code;
    }

    public static Temporality ofCode(int code) throws IOException {
        return Codes.find(values(), Temporality::code, code);
    }
}
