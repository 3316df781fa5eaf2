package dev.sluice.config.manifest.yaml;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * A place that has every key and holds nothing but words. What the reader asks about it is noted. The reader may go another
 * way for a mapping, for a list or for each word of a closed set, so it reads several times until it has gone each way.
 */
public final class ShapeProbe extends YamlValue {
    private static final Node NOTHING = new ScalarNode(Tag.STR, "", null, null, ScalarStyle.PLAIN);

    /** Below this depth no place may be of several types. */
    private static final int DEEPEST_CHOICE = 4;

    private final Shape shape;
    private final Reading reading;
    private final int depth;
    private final Set<String> needed = new HashSet<>();

    /**
     * One of the readings.
     *
     * @param structured whether places of a depth that may be a mapping or a list are one, a bit for each depth
     * @param word which word of each closed set is there
     * @param mostWords words of the largest set so far
     */
    private record Reading(int structured, int word, AtomicInteger mostWords) {}

    private ShapeProbe(Shape shape, Reading reading, int depth) {
        super(new YamlValue.Document(Path.of("probe"), 1, new ArrayList<>()), "", NOTHING);
        this.shape = shape;
        this.reading = reading;
        this.depth = depth;
    }

    /** Notes in a shape all that the reader asks. */
    public static Shape of(Consumer<YamlValue> reader) {
        Shape shape = new Shape();
        AtomicInteger mostWords = new AtomicInteger(1);
        for (int word = 0; word < mostWords.get(); word++) {
            for (int structured = 0; structured < 1 << DEEPEST_CHOICE; structured++) {
                reader.accept(new ShapeProbe(shape, new Reading(structured, word, mostWords), 0));
            }
        }
        return shape;
    }

    private ShapeProbe below(Shape place) {
        return new ShapeProbe(place, reading, depth + 1);
    }

    @Override
    public YamlKeys keys(String... known) {
        shape.mayHave(List.of(known));
        Map<String, YamlValue> values = new LinkedHashMap<>();
        shape.keys().forEach((key, place) -> values.put(key, below(place)));
        return new YamlKeys(this, values);
    }

    @Override
    public void needs(String key) {
        if (needed.add(key)) {
            shape.needs(key);
        }
    }

    @Override
    public boolean hasOne(YamlKeys keys, List<String> alternatives, String why) {
        shape.exactlyOne(alternatives);
        return true;
    }

    @Override
    public List<YamlValue> entries() {
        return List.of(below(shape.ofEntries()));
    }

    @Override
    public boolean isMapping() {
        return isStructured();
    }

    @Override
    public boolean isList() {
        return isStructured();
    }

    private boolean isStructured() {
        return (reading.structured() >> depth & 1) == 1;
    }

    @Override
    public void wrong(String why) {
        // a place that holds nothing is not wrong
    }

    @Override
    public Optional<String> text() {
        return noted(ScalarForm.TEXT);
    }

    @Override
    public Optional<Integer> whole(int most) {
        shape.isWhole(most);
        return Optional.empty();
    }

    @Override
    public Optional<Double> number() {
        return noted(ScalarForm.NUMBER);
    }

    @Override
    public Optional<Double> share() {
        return noted(ScalarForm.SHARE);
    }

    @Override
    public Optional<Duration> length(long mostMs) {
        return noted(ScalarForm.LENGTH);
    }

    @Override
    public Optional<Duration> fineLength(long mostMs) {
        return noted(ScalarForm.LENGTH);
    }

    @Override
    public Optional<Long> bytes() {
        return noted(ScalarForm.BYTES);
    }

    @Override
    public Optional<Instant> time() {
        return noted(ScalarForm.TIME);
    }

    @Override
    public Optional<ZoneId> zone() {
        return noted(ScalarForm.ZONE);
    }

    @Override
    public Optional<String> written() {
        return noted(ScalarForm.WRITTEN);
    }

    @Override
    public Optional<Boolean> truth() {
        return noted(ScalarForm.FLAG);
    }

    @Override
    public <T> Optional<T> oneOf(Map<String, T> words) {
        shape.isOneOf(words.keySet());
        reading.mostWords().accumulateAndGet(words.size(), Math::max);
        return words.values().stream().skip(reading.word() % words.size()).findFirst();
    }

    private <T> Optional<T> noted(ScalarForm form) {
        shape.is(form);
        return Optional.empty();
    }
}
