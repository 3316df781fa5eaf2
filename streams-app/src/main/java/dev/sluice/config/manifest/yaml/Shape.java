package dev.sluice.config.manifest.yaml;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What may stand at one place of a manifest: keys, a list, a scalar, or one of several of these. It is what the reader
 * asks about the place ({@link ShapeProbe}), so there is no second list of keys beside the reader's.
 */
public final class Shape {
    private final Map<String, Shape> keys = new LinkedHashMap<>();
    private final Map<String, Integer> needed = new LinkedHashMap<>();
    private final Set<String> words = new LinkedHashSet<>();
    private List<String> alternatives = List.of();
    private int readings;
    private Optional<Shape> entries = Optional.empty();
    private Optional<ScalarForm> scalar = Optional.empty();
    private OptionalInt most = OptionalInt.empty();

    /** Notes that a mapping may stand here, with these keys and no others. */
    void mayHave(List<String> known) {
        readings++;
        known.forEach(key -> keys.computeIfAbsent(key, unused -> new Shape()));
    }

    /** Notes that a mapping needs this key, as far as one reading goes. */
    void needs(String key) {
        needed.merge(key, 1, Integer::sum);
    }

    /** Notes that a mapping has exactly one of these keys. */
    void exactlyOne(List<String> of) {
        alternatives = List.copyOf(of);
    }

    /** Notes that a list may stand here; returns what its entries are. */
    Shape ofEntries() {
        Shape own = entries.orElseGet(Shape::new);
        entries = Optional.of(own);
        return own;
    }

    /** Notes that a scalar may stand here. */
    void is(ScalarForm form) {
        scalar = Optional.of(form);
    }

    /** Notes that a whole number may stand here, and the largest. */
    void isWhole(int largest) {
        is(ScalarForm.WHOLE);
        most = OptionalInt.of(largest);
    }

    /** Notes that one of these words may stand here. */
    void isOneOf(Set<String> known) {
        scalar = Optional.of(ScalarForm.WORD);
        words.addAll(known);
    }

    public boolean isMapping() {
        return readings > 0;
    }

    public Map<String, Shape> keys() {
        return keys;
    }

    /** Keys that a mapping needs whatever else it says: those of each reading. */
    public List<String> required() {
        return needed.entrySet().stream()
                .filter(key -> key.getValue() == readings)
                .map(Map.Entry::getKey)
                .toList();
    }

    public Set<String> words() {
        return words;
    }

    /** Keys of which a mapping has exactly one; empty: there is no such rule. */
    public List<String> alternatives() {
        return alternatives;
    }

    public Optional<Shape> entries() {
        return entries;
    }

    public Optional<ScalarForm> scalar() {
        return scalar;
    }

    /** The largest whole number, and as a number below zero the smallest; empty where none may stand here. */
    public OptionalInt most() {
        return most;
    }
}
