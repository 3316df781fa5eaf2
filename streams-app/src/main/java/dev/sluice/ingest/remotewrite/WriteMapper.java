package dev.sluice.ingest.remotewrite;

import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.export.Temporality;
import dev.sluice.ingest.export.Value;
import dev.sluice.ingest.mapping.Mapper;
import dev.sluice.ingest.mapping.Mapping;
import dev.sluice.ingest.mapping.Point;
import dev.sluice.ingest.mapping.Refusals;
import dev.sluice.ingest.remotewrite.WrittenSeries.WrittenSample;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Maps the series of a message to what instances report. */
public final class WriteMapper {
    private static final Pattern COUNTS = Pattern.compile(".*_(total|count|sum|bucket)");
    private static final long MS = 1_000_000L;

    private final Mapping mapping;

    public WriteMapper(Mapping mapping) {
        this.mapping = mapping;
    }

    /**
     * What became of a message.
     *
     * @param exports what instances report
     * @param samples numbers that were taken
     * @param histograms native histograms that were taken
     * @param refusals samples that were not, with reasons
     */
    public record Mapped(List<Export> exports, long samples, long histograms, Refusals refusals) {}

    /** Maps a message that is read at {@code wall}, ms. */
    public Mapped map(WriteRequest request, long wall) {
        Refusals refusals = new Refusals();
        Mapper mapper = new Mapper(mapping, Map.of(), wall, refusals);
        long samples = 0;
        long histograms = 0;
        for (WrittenSeries series : request.series()) {
            samples += add(series, series.samples(), mapper, refusals);
            histograms += add(series, series.histograms(), mapper, refusals);
        }
        return new Mapped(mapper.exports(), samples, histograms, refusals);
    }

    private static long add(WrittenSeries series, List<WrittenSample> samples, Mapper mapper, Refusals refusals) {
        if (!series.problem().isEmpty()) {
            samples.forEach(any -> refusals.refuse(series.problem()));
            return 0;
        }
        Map<String, String> labels = new HashMap<>(series.labels());
        labels.remove(WrittenSeries.NAME);
        long before = refusals.points();
        for (WrittenSample sample : samples) {
            mapper.add(new Point(
                    series.name(),
                    "",
                    labels,
                    temporality(series, sample),
                    nanos(sample.start()),
                    nanos(sample.time()),
                    sample.value()));
        }
        return Math.max(0, samples.size() - (refusals.points() - before));
    }

    /** Times beyond all clocks stay there. */
    private static long nanos(long ms) {
        return ms <= 0 ? 0 : ms > Long.MAX_VALUE / MS ? Long.MAX_VALUE : ms * MS;
    }

    /** What counts and what is a level: by the type, or by the name where the sender does not tell. */
    private static Temporality temporality(WrittenSeries series, WrittenSample sample) {
        boolean isHistogram = !(sample.value() instanceof Value.Amount);
        boolean counts = isHistogram
                || series.type() == WrittenSeries.Type.COUNTER
                || (series.type() != WrittenSeries.Type.GAUGE
                        && COUNTS.matcher(series.name()).matches());
        return counts ? Temporality.CUMULATIVE : Temporality.LEVEL;
    }
}
