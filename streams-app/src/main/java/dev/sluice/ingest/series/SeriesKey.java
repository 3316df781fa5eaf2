package dev.sluice.ingest.series;

import dev.sluice.ingest.export.Role;
import dev.sluice.ingest.export.SeriesId;

/** A series and what a rule takes from it: one metric may tell several things, such as tokens and units. */
record SeriesKey(SeriesId id, Role role) {}
