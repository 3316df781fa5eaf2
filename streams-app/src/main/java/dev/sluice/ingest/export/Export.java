package dev.sluice.ingest.export;

import java.util.List;

/**
 * What one instance sent at once. Without samples, it tells that the instance is alive and has nothing new.
 *
 * @param time of its newest point, ns since the epoch
 */
public record Export(ReporterKey reporter, long time, List<Sample> samples) {
    public Export {
        samples = List.copyOf(samples);
    }
}
