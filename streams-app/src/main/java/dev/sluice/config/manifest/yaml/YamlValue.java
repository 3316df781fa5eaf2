package dev.sluice.config.manifest.yaml;

import dev.sluice.config.text.ByteSizes;
import dev.sluice.config.text.Durations;
import dev.sluice.config.text.ForeignNames;
import dev.sluice.config.text.Spelling;
import dev.sluice.config.text.Times;
import dev.sluice.config.text.Zones;
import dev.sluice.schemas.ShortText;
import dev.sluice.text.NumberText;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One place in a YAML document, read strictly: what is wrong there is noted, and reading goes on with nothing. */
public class YamlValue {
    private static final int SHOWN = 60;

    private final Document document;
    private final String path;
    private final Node node;
    private final Node start;

    /** The document that places belong to, and what is wrong with it so far. */
    public record Document(Path file, int number, List<ManifestProblem> problems) {}

    public YamlValue(Document document, String path, Node node) {
        this(document, path, node, node);
    }

    /** A place that begins with its key. */
    private YamlValue(Document document, String path, Node node, Node start) {
        this.document = document;
        this.path = path;
        this.node = node;
        this.start = start;
    }

    /** Notes that what stands here is wrong. */
    public void wrong(String why) {
        String value = node instanceof ScalarNode scalar ? scalar.getValue() : "";
        note(path, ShortText.of(value, SHOWN), why);
    }

    /** How many problems the document has so far: what follows from a part with problems is no news. */
    public int problems() {
        return document.problems().size();
    }

    private void note(String at, String shown, String why) {
        int line = start.getStartMark().getLine() + 1;
        document.problems().add(new ManifestProblem(document.file(), line, document.number(), at, shown, why));
    }

    private String below(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    private YamlValue below(String key, NodeTuple entry) {
        return new YamlValue(document, below(key), entry.getValueNode(), entry.getKeyNode());
    }

    /** What stands under a key, without a word about what stands under others. */
    Optional<YamlValue> child(String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(entry -> entry.getKeyNode() instanceof ScalarNode name
                                && name.getValue().equals(key))
                        .map(entry -> below(key, entry))
                        .findFirst()
                : Optional.empty();
    }

    /** One entry of a list, from 0 on. */
    Optional<YamlValue> entry(int index) {
        return node instanceof SequenceNode list && index < list.getValue().size()
                ? Optional.of(entry(index, list.getValue().get(index)))
                : Optional.empty();
    }

    private YamlValue entry(int index, Node entry) {
        return new YamlValue(document, path + "[" + index + "]", entry);
    }

    /** The key that this stands under, whatever its index in a list: {@code pools} for {@code spec.pools[2]}. */
    String ownKey() {
        return path.substring(path.lastIndexOf('.') + 1).replaceAll("\\[.*", "");
    }

    /** The keys of a mapping that has no others than these; none where it is not a mapping. */
    public YamlKeys keys(String... known) {
        Map<String, YamlValue> values = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            wrong("must be keys with values");
            return new YamlKeys(this, values);
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            YamlValue value = below(key, entry);
            if (!List.of(known).contains(key)) {
                value.wrong(
                        "is not a known key here" + ForeignNames.hint(key).orElse(Spelling.hint(key, List.of(known))));
            } else if (values.put(key, value) != null) {
                value.wrong("stands twice");
            }
        }
        values.values().removeIf(YamlValue::isNull);
        return new YamlKeys(this, values);
    }

    /** The values under keys of any name. */
    public Map<String, YamlValue> named() {
        Map<String, YamlValue> values = new LinkedHashMap<>();
        if (!(node instanceof MappingNode mapping)) {
            wrong("must be keys with values");
            return values;
        }
        for (NodeTuple entry : mapping.getValue()) {
            String key = entry.getKeyNode() instanceof ScalarNode scalar ? scalar.getValue() : "?";
            YamlValue value = below(key, entry);
            if (values.put(key, value) != null) {
                value.wrong("stands twice");
            }
        }
        return values;
    }

    /** What stands here as it is written, such as 5.. or 200; noted where it is a list or has keys. */
    public Optional<String> written() {
        if (node instanceof ScalarNode scalar && !scalar.getValue().isEmpty()) {
            return Optional.of(scalar.getValue());
        }
        wrong("must be a text");
        return Optional.empty();
    }

    /** Told of each key that a mapping must have, whether or not it does. */
    void needs(String key) {}

    /** Whether a mapping has exactly one of these keys; where it has not that is noted. */
    boolean hasOne(YamlKeys keys, List<String> alternatives, String why) {
        boolean one = alternatives.stream().filter(keys::has).count() == 1;
        if (!one) {
            wrong(why);
        }
        return one;
    }

    /** Notes that a mapping lacks a key. */
    void missing(String key) {
        if (node instanceof MappingNode) {
            note(below(key), "", "is missing");
        }
    }

    /** The entries of a list. */
    public List<YamlValue> entries() {
        if (!(node instanceof SequenceNode sequence)) {
            wrong("must be a list");
            return List.of();
        }
        if (sequence.getValue().isEmpty()) {
            wrong("is empty: leave it out");
        }
        List<YamlValue> entries = new ArrayList<>();
        for (Node entry : sequence.getValue()) {
            entries.add(entry(entries.size(), entry));
        }
        return entries;
    }

    public boolean isMapping() {
        return node instanceof MappingNode;
    }

    public boolean isList() {
        return node instanceof SequenceNode;
    }

    public Optional<String> text() {
        return scalar("text", Tag.STR).filter(s -> {
            if (s.isBlank()) {
                wrong("must not be empty");
            }
            return !s.isBlank();
        });
    }

    /** A whole number that may be {@code most} at most, and no further below zero. */
    public Optional<Integer> whole(int most) {
        return scalar("a whole number", Tag.INT)
                .filter(this::isDecimal)
                .flatMap(s -> read(s, BigInteger::new, "must be a whole number"))
                .filter(whole -> isWithin(whole, most))
                .map(BigInteger::intValue);
    }

    public Optional<Double> number() {
        return scalar("a number", Tag.INT, Tag.FLOAT)
                .filter(this::isDecimal)
                .flatMap(s -> read(s, Double::valueOf, "must be a number"));
    }

    /** YAML 1.1 reads 010 as 8 and 1_000 as 1000, YAML 1.2 as 10 and a text: nobody can mean either for certain. */
    private boolean isDecimal(String text) {
        int before = problems();
        if (text.strip().matches("[+-]?0[0-9_]+")) {
            wrong("begins with 0, which some readers take for an octal number; write it without");
        } else if (text.contains("_")) {
            wrong("has a _, which some readers pass over and others take for a text; write it without");
        }
        return problems() == before;
    }

    private boolean isWithin(BigInteger whole, int most) {
        boolean within = whole.abs().compareTo(BigInteger.valueOf(most)) <= 0;
        if (!within) {
            wrong(whole.signum() > 0 ? "is too large: largest is " + NumberText.exactly(most) : "is too small");
        }
        return within;
    }

    /** A share as a number, or in percent. */
    public Optional<Double> share() {
        if (node instanceof ScalarNode scalar && scalar.getValue().strip().endsWith("%")) {
            String percent = scalar.getValue().strip();
            return read(
                    percent.substring(0, percent.length() - 1),
                    // as written: 0.7 / 100 is not the number nearest to 0.007
                    share -> new BigDecimal(share).movePointLeft(2).doubleValue(),
                    "must be a share such as 0.05 or 5%");
        }
        return number();
    }

    /** A length of whole milliseconds with its unit, {@code mostMs} at most. */
    public Optional<Duration> length(long mostMs) {
        return fineLength(mostMs).filter(length -> {
            boolean whole = length.equals(Duration.ofMillis(length.toMillis()));
            if (!whole) {
                wrong("must be whole milliseconds");
            }
            return whole;
        });
    }

    /** A length of time with its unit, as short as may be and {@code mostMs} at most. */
    public Optional<Duration> fineLength(long mostMs) {
        Duration longest = Duration.ofMillis(mostMs);
        return parsed(
                "a length of time such as 60s", text -> Durations.parse(text, longest), Tag.STR, Tag.INT, Tag.FLOAT);
    }

    /** An amount of bytes. */
    public Optional<Long> bytes() {
        return parsed("an amount of bytes such as 512Mi", ByteSizes::parse, Tag.STR, Tag.INT);
    }

    /** A time with its zone or offset. */
    public Optional<Instant> time() {
        return parsed("a time such as 2026-12-01T06:00:00Z", Times::parse, Tag.STR, Tag.TIMESTAMP);
    }

    /** The name of a time zone. */
    public Optional<ZoneId> zone() {
        return parsed("a time zone such as Europe/Berlin", Zones::parse, Tag.STR);
    }

    /** One of an enum's constants, in lower case. */
    public <E extends Enum<E>> Optional<E> oneOf(E[] constants) {
        Map<String, E> words = new LinkedHashMap<>();
        for (E constant : constants) {
            words.put(constant.name().toLowerCase(Locale.ROOT), constant);
        }
        return oneOf(words);
    }

    /** Yes or no. */
    public Optional<Boolean> truth() {
        return scalar("true or false", Tag.BOOL).flatMap(word -> switch (word) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> {
                wrong("must be true or false");
                yield Optional.empty();
            }
        });
    }

    /** One of a closed set of words, each with its meaning. */
    public <T> Optional<T> oneOf(Map<String, T> words) {
        return scalar("one of " + words.keySet(), Tag.STR).flatMap(word -> {
            Optional<T> meaning = Optional.ofNullable(words.get(word));
            if (meaning.isEmpty()) {
                wrong("must be one of " + String.join(", ", words.keySet())
                        + ForeignNames.hint(word).orElse(words.size() > 1 ? Spelling.hint(word, words.keySet()) : ""));
            }
            return meaning;
        });
    }

    /** What the supplier makes; where it refuses its arguments that is noted at the key that it names, or else here. */
    public <T> Optional<T> made(Supplier<T> supplier) {
        try {
            return Optional.of(supplier.get());
        } catch (IllegalArgumentException e) {
            Places.wrong(this, String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private <T> Optional<T> parsed(String kind, Function<String, T> meaning, Tag... tags) {
        return scalar(kind, tags).flatMap(text -> made(() -> meaning.apply(text)));
    }

    private Optional<String> scalar(String kind, Tag... tags) {
        if (node instanceof ScalarNode scalar && List.of(tags).contains(scalar.getTag())) {
            return Optional.of(scalar.getValue());
        }
        wrong("must be " + kind);
        return Optional.empty();
    }

    private <T> Optional<T> read(String text, Function<String, T> number, String otherwise) {
        try {
            return Optional.of(number.apply(text.strip()));
        } catch (NumberFormatException e) {
            wrong(otherwise);
            return Optional.empty();
        }
    }

    private boolean isNull() {
        return Tag.NULL.equals(node.getTag());
    }
}
