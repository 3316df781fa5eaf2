package dev.sluice.ingest.remotewrite;

import dev.sluice.ingest.export.Value;
import java.util.List;
import java.util.Map;

/**
 * One series and its samples.
 *
 * @param labels with the name of the metric under {@code __name__}
 * @param type of the metric
 * @param samples numbers, in their order
 * @param histograms native histograms, in their order
 * @param exemplars how many came; none is used
 * @param problem what is wrong with it; empty if nothing is
 */
public record WrittenSeries(
        Map<String, String> labels,
        Type type,
        List<WrittenSample> samples,
        List<WrittenSample> histograms,
        int exemplars,
        String problem) {
    static final String NAME = "__name__";

    /** Type of a metric, where the sender tells it. */
    public enum Type {
        UNKNOWN,
        COUNTER,
        GAUGE,
        OTHER
    }

    /**
     * A value at a time.
     *
     * @param time ms since the epoch
     * @param start when counting began, ms since the epoch; 0: not known
     */
    public record WrittenSample(long time, long start, Value value) {}

    /** Name of the metric. */
    public String name() {
        return labels.getOrDefault(NAME, "");
    }
}
