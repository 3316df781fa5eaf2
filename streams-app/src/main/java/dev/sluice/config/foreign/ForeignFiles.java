package dev.sluice.config.foreign;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;

/** Reads the objects of YAML or JSON files, those in lists too. */
final class ForeignFiles {
    private static final int MOST_CHARACTERS = 64 << 20;
    private static final int DEEPEST = 50;
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=\\s|$)");

    private final String file;
    private final List<String> problems;
    private final List<ForeignObject> found = new ArrayList<>();

    private ForeignFiles(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The objects of a file; what is wrong with it is added to {@code problems}. */
    static List<ForeignObject> read(String file, String text, List<String> problems) {
        ForeignFiles reading = new ForeignFiles(file, problems);
        int number = 0;
        int line = 0;
        // each by itself: one that is malformed hides no other
        for (String part : SEPARATOR.split(text, -1)) {
            if (part.lines().anyMatch(one -> !one.isBlank() && !one.startsWith("#") && !one.startsWith("%"))) {
                number++;
                reading.part(number, line, part);
            }
            line += (int) part.chars().filter(c -> c == '\n').count();
        }
        return reading.found;
    }

    private void part(int number, int firstLine, String text) {
        try {
            Object document = new Yaml(new SafeConstructor(options())).load(text);
            if (containsItself(document, Collections.newSetFromMap(new IdentityHashMap<>()))) {
                problems.add(place(number) + ": an alias stands inside of what it stands for");
            } else if (document != null) {
                document(number, document);
            }
        } catch (YAMLException e) {
            problems.add(place(number) + ": " + malformed(text, firstLine, e));
        }
    }

    /** @param around what the value stands in */
    private static boolean containsItself(@Nullable Object value, Set<Object> around) {
        Collection<?> within =
                value instanceof Map<?, ?> map ? map.values() : value instanceof List<?> list ? list : List.of();
        if (value == null || within.isEmpty()) {
            return false;
        }
        boolean itself = !around.add(value) || within.stream().anyMatch(one -> containsItself(one, around));
        around.remove(value);
        return itself;
    }

    private String place(int number) {
        return number > 1 ? file + " document " + number : file;
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setNestingDepthLimit(DEEPEST);
        options.setAllowDuplicateKeys(false);
        return options;
    }

    private static String malformed(String text, int firstLine, YAMLException e) {
        if (text.contains("{{")) {
            return "is a template: render it first, as in helm template CHART | sluice import -f -";
        }
        boolean marked = e instanceof MarkedYAMLException m && m.getProblemMark() != null;
        int line = marked ? ((MarkedYAMLException) e).getProblemMark().getLine() + firstLine + 1 : 0;
        String said = e instanceof MarkedYAMLException m ? m.getProblem() : e.getMessage();
        return (line > 0 ? "line " + line + " " : "") + "is not valid YAML: " + said;
    }

    private void document(int number, Object document) {
        if (isTemplate(document)) {
            problems.add(
                    place(number) + ": is a template: render it first, as in helm template CHART | sluice import -f -");
        } else if (document instanceof Map<?, ?> object) {
            object(number, object);
        } else if (document instanceof List<?> list) {
            list.forEach(entry -> document(number, entry));
        } else {
            problems.add(place(number) + ": is no Kubernetes object");
        }
    }

    private void object(int number, Map<?, ?> object) {
        String kind = String.valueOf(object.get("kind"));
        if (kind.endsWith("List") && object.get("items") instanceof List<?> items) {
            items.forEach(entry -> document(number, ofList(kind, object, entry)));
        } else {
            found.add(ForeignObject.of(file, number, object));
        }
    }

    /** The API server says of which kind and version the items of a list are once for all of them. */
    private static Object ofList(String kind, Map<?, ?> list, Object item) {
        if (!(item instanceof Map<?, ?> map) || map.containsKey("kind") || kind.equals("List")) {
            return item;
        }
        Map<Object, Object> whole = new LinkedHashMap<>(map);
        whole.put("kind", kind.substring(0, kind.length() - "List".length()));
        whole.putIfAbsent("apiVersion", list.get("apiVersion"));
        return whole;
    }

    /** Where YAML takes <code>{{ .Values.name }}</code> for a mapping whose key is a mapping. */
    private static boolean isTemplate(Object value) {
        if (value instanceof Map<?, ?> map) {
            return map.keySet().stream().anyMatch(key -> key instanceof Map<?, ?> || isTemplate(key))
                    || map.values().stream().anyMatch(ForeignFiles::isTemplate);
        }
        if (value instanceof List<?> list) {
            return list.stream().anyMatch(ForeignFiles::isTemplate);
        }
        return value instanceof String text && text.startsWith("{{");
    }
}
