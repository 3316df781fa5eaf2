package dev.sluice.ingest.mapping;

import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import java.util.Map;

/**
 * One point of a metric, whatever protocol brought it.
 *
 * @param unit of the metric, as UCUM; empty if it is not stated
 * @param attributes of the point
 * @param start when counting began, ns since the epoch; 0: not known
 * @param time ns since the epoch
 */
public record Point(
        String metric,
        String unit,
        Map<String, String> attributes,
        Temporality temporality,
        long start,
        long time,
        Value value) {}
