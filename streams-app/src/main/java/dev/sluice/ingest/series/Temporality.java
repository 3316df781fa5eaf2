package dev.sluice.ingest.series;

/** How a point relates to those before it. */
public enum Temporality {
    /** Counts since a start. */
    CUMULATIVE,
    /** Counts since the point before. */
    DELTA,
    /** A level at a time. */
    LEVEL,
    /** The change of a level since the point before. */
    LEVEL_CHANGE
}
