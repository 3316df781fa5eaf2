package dev.sluice.ingest.otlp;

import dev.sluice.ingest.export.Export;
import dev.sluice.ingest.mapping.Mapper;
import dev.sluice.ingest.mapping.Mapping;
import dev.sluice.ingest.mapping.Refusals;
import io.opentelemetry.proto.metrics.v1.ResourceMetrics;
import java.util.ArrayList;
import java.util.List;

/** Maps messages of metrics to what instances report. */
public final class OtlpMapper {
    private final Mapping mapping;

    public OtlpMapper(Mapping mapping) {
        this.mapping = mapping;
    }

    /**
     * What became of a message.
     *
     * @param exports what instances report
     * @param bad parts of which something could not be used, with the reason
     * @param refusals points that could not be used
     */
    public record Mapped(List<Export> exports, List<BadPart> bad, Refusals refusals) {}

    /** What one resource sent and could not be used, or not all of it. */
    public record BadPart(byte[] raw, String why) {}

    /** Maps a message that is read at {@code wall}, ms. */
    public Mapped map(OtlpMessage message, long wall) {
        List<Export> exports = new ArrayList<>();
        List<BadPart> bad = new ArrayList<>();
        Refusals all = new Refusals();
        for (OtlpMessage.Part part : message.parts()) {
            Refusals own = new Refusals();
            if (part.metrics().isPresent()) {
                exports.addAll(map(part.metrics().get(), wall, own));
            } else {
                own.refuse("a resource cannot be read: " + part.why());
            }
            if (own.points() > 0) {
                bad.add(new BadPart(part.raw(), own.points() + " points: " + own.reasons()));
                all.addAll(own);
            }
        }
        return new Mapped(exports, bad, all);
    }

    private List<Export> map(ResourceMetrics resource, long wall, Refusals refusals) {
        int attributes = resource.getResource().getAttributesCount();
        if (attributes > OtlpPoints.MOST_ATTRIBUTES) {
            // each point is told from others by all of them
            refusals.refuse("a resource has " + attributes + " attributes, more than " + OtlpPoints.MOST_ATTRIBUTES);
            return List.of();
        }
        Mapper mapper =
                new Mapper(mapping, OtlpPoints.texts(resource.getResource().getAttributesList()), wall, refusals);
        new OtlpPoints(mapper, refusals).read(resource);
        return mapper.exports();
    }
}
