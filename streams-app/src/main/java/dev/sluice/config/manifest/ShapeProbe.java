package dev.sluice.config.manifest;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A place that has every key and holds nothing. What the reader asks about it is noted; where the reader goes another way
 * for a mapping or a list, the probe is read a second time as such.
 */
final class ShapeProbe extends YamlValue {
    private static final Node NOTHING = new ScalarNode(Tag.STR, "", null, null, ScalarStyle.PLAIN);

    private final Shape shape;
    private final boolean structured;

    private ShapeProbe(Shape shape, boolean structured) {
        super(new YamlValue.Document(Path.of("probe"), 1, new ArrayList<>()), "", NOTHING);
        this.shape = shape;
        this.structured = structured;
    }

    /** Notes in a shape all that the reader asks. */
    static Shape of(Consumer<YamlValue> reader) {
        Shape shape = new Shape();
        reader.accept(new ShapeProbe(shape, false));
        reader.accept(new ShapeProbe(shape, true));
        return shape;
    }

    private ShapeProbe below(Shape place) {
        return new ShapeProbe(place, structured);
    }

    @Override
    YamlKeys keys(String... known) {
        shape.mayHave(List.of(known));
        Map<String, YamlValue> values = new LinkedHashMap<>();
        shape.keys().forEach((key, place) -> values.put(key, below(place)));
        return new YamlKeys(this, values);
    }

    @Override
    void needs(String key) {
        shape.needs(key);
    }

    @Override
    boolean hasOne(YamlKeys keys, List<String> alternatives, String why) {
        shape.exactlyOne(alternatives);
        return true;
    }

    @Override
    List<YamlValue> entries() {
        return List.of(below(shape.ofEntries()));
    }

    @Override
    boolean isMapping() {
        return structured;
    }

    @Override
    boolean isList() {
        return structured;
    }

    @Override
    void wrong(String why) {
        // a place that holds nothing is not wrong
    }

    @Override
    Optional<String> text() {
        return noted(ScalarForm.TEXT);
    }

    @Override
    Optional<Integer> whole() {
        return noted(ScalarForm.WHOLE);
    }

    @Override
    Optional<Double> number() {
        return noted(ScalarForm.NUMBER);
    }

    @Override
    Optional<Double> share() {
        return noted(ScalarForm.SHARE);
    }

    @Override
    Optional<Duration> length() {
        return noted(ScalarForm.LENGTH);
    }

    @Override
    Optional<Duration> fineLength() {
        return noted(ScalarForm.LENGTH);
    }

    @Override
    Optional<Long> bytes() {
        return noted(ScalarForm.BYTES);
    }

    @Override
    Optional<Instant> time() {
        return noted(ScalarForm.TIME);
    }

    @Override
    Optional<ZoneId> zone() {
        return noted(ScalarForm.ZONE);
    }

    @Override
    <T> Optional<T> oneOf(Map<String, T> words) {
        shape.isOneOf(words.keySet());
        return Optional.empty();
    }

    private <T> Optional<T> noted(ScalarForm form) {
        shape.is(form);
        return Optional.empty();
    }
}
