package dev.sluice.ingest.series;

/** A series and what a rule takes from it: one metric may tell several things, such as tokens and units. */
record SeriesKey(SeriesId id, Role role) {}
