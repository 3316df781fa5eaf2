package dev.sluice.ingest.export;

/** What tells one series from all others: 128 bits of a digest over its metric and attributes. */
public record SeriesId(long high, long low) {}
