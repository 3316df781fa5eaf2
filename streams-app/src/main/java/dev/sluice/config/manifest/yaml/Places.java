package dev.sluice.config.manifest.yaml;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Finds places of a document by the keys that lead to them, such as {@code spec.pools[2].min}. */
public final class Places {
    private static final Pattern PART = Pattern.compile("([^\\[]+)(?:\\[(\\d{1,9})])?");

    private Places() {}

    /**
     * The last place on the way that keys lead: what a document leaves out has no place of its own. A part may name
     * alternatives, {@code replicas|percent}, or all entries of a list, {@code pools[].min}: that is the list.
     */
    public static YamlValue nearest(YamlValue from, String keys) {
        YamlValue place = from;
        for (String part : keys.split("\\.", -1)) {
            Optional<YamlValue> next = step(place, part.replace("[]", ""));
            if (next.isEmpty() || part.endsWith("[]")) {
                return next.orElse(place);
            }
            place = next.get();
        }
        return place;
    }

    /**
     * Notes what a message says at the place that its first word names. A type's messages name its keys, with the keys
     * above: {@code latency.below must be above 0}, said of what stands under {@code spec.objective.latency}.
     */
    static void wrong(YamlValue from, String message) {
        String key = message.split(" ", 2)[0];
        Optional<YamlValue> named = named(from, List.of(key.split("\\.", -1)));
        named.ifPresentOrElse(
                place -> place.wrong(message.substring(key.length()).strip()),
                () -> nearest(from, key).wrong(message));
    }

    private static Optional<YamlValue> named(YamlValue from, List<String> parts) {
        for (int above = 0; above < parts.size(); above++) {
            Optional<YamlValue> place = at(from, parts.subList(above, parts.size()));
            if (place.isPresent()) {
                return place;
            }
        }
        return from.ownKey().equals(parts.get(parts.size() - 1)) ? Optional.of(from) : Optional.empty();
    }

    private static Optional<YamlValue> at(YamlValue from, List<String> parts) {
        Optional<YamlValue> place = Optional.of(from);
        for (String part : parts) {
            place = place.flatMap(reached -> step(reached, part));
        }
        return place;
    }

    /** One part further. Of a list whose entries may also stand alone, the first entry is meant. */
    private static Optional<YamlValue> step(YamlValue from, String part) {
        Matcher matcher = PART.matcher(part);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        YamlValue owner = from.entry(0).orElse(from);
        Optional<YamlValue> below = Stream.of(matcher.group(1).split("\\|"))
                .flatMap(key -> owner.child(key).stream())
                .findFirst();
        String index = matcher.group(2);
        return index == null ? below : below.flatMap(list -> list.entry(Integer.parseInt(index)));
    }
}
