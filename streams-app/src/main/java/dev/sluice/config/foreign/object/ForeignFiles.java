package dev.sluice.config.foreign.object;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.reader.ReaderException;

/** Reads the objects of YAML or JSON files, those in lists too. */
public final class ForeignFiles {
    private static final int MOST_CHARACTERS = 64 << 20;
    private static final int DEEPEST = 50;
    private static final Pattern SEPARATOR = Pattern.compile("(?m)^---(?=\\s|$)");

    private static final String TEMPLATE = "{{";

    private final String file;
    private final List<String> problems;
    private final List<ForeignObject> found = new ArrayList<>();

    /**
     * One document of the file.
     *
     * @param number from 1
     * @param before lines of the file before it
     */
    private record Part(int number, int before, String text) {
        int lines() {
            return lines(text);
        }

        /** The line of the file at this character. */
        String line(int at) {
            return "line " + (before + 1 + lines(text.substring(0, at)));
        }

        private static int lines(String text) {
            return (int) text.chars().filter(c -> c == '\n').count();
        }
    }

    private ForeignFiles(String file, List<String> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** The objects of a file; what is wrong with it is added to {@code problems}. */
    public static List<ForeignObject> read(String file, String text, List<String> problems) {
        ForeignFiles reading = new ForeignFiles(file, problems);
        int number = 1;
        int before = 0;
        // each by itself: one that is malformed hides no other
        for (String document : SEPARATOR.split(text, -1)) {
            Part part = new Part(number, before, document);
            if (document.lines().anyMatch(one -> !one.isBlank() && !one.startsWith("#") && !one.startsWith("%"))) {
                reading.read(part);
                number++;
            }
            before += part.lines();
        }
        return reading.found;
    }

    private void read(Part part) {
        try {
            Object document = new Yaml(new SafeConstructor(options())).load(part.text());
            if (containsItself(document, Collections.newSetFromMap(new IdentityHashMap<>()))) {
                problem(part, "an alias stands inside of what it stands for");
            } else if (document != null) {
                document(part, document);
            }
        } catch (YAMLException e) {
            problem(part, malformed(part, e));
        }
    }

    private void problem(Part part, String what) {
        problems.add((part.number() > 1 ? file + " document " + part.number() : file) + ": " + what);
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

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setCodePointLimit(MOST_CHARACTERS);
        options.setNestingDepthLimit(DEEPEST);
        options.setAllowDuplicateKeys(false);
        return options;
    }

    private static String malformed(Part part, YAMLException e) {
        if (part.text().contains(TEMPLATE)) {
            return template(part);
        }
        if (e instanceof MarkedYAMLException marked && marked.getProblemMark() != null) {
            return "line " + (marked.getProblemMark().getLine() + part.before() + 1) + " is not valid YAML: "
                    + marked.getProblem();
        }
        if (e instanceof ReaderException bad) {
            String line = part.line(part.text().offsetByCodePoints(0, bad.getPosition()));
            return String.format(Locale.ROOT, "%s is not valid YAML: character U+%04X", line, bad.getCodePoint());
        }
        return "is not valid YAML: " + e.getMessage();
    }

    private static String template(Part part) {
        return part.line(Math.max(0, part.text().indexOf(TEMPLATE)))
                + " is a template: render it first, as in helm template CHART | sluice import -f -";
    }

    private void document(Part part, Object document) {
        if (isTemplate(document)) {
            problem(part, template(part));
        } else if (document instanceof Map<?, ?> object) {
            object(part, object);
        } else if (document instanceof List<?> list) {
            list.forEach(entry -> document(part, entry));
        } else {
            problem(part, "is no Kubernetes object");
        }
    }

    private void object(Part part, Map<?, ?> object) {
        String kind = String.valueOf(object.get("kind"));
        if (kind.endsWith("List") && object.get("items") instanceof List<?> items) {
            items.forEach(entry -> document(part, ofList(kind, object, entry)));
        } else {
            found.add(ForeignObject.of(file, part.number(), object));
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
        return value instanceof String text && text.startsWith(TEMPLATE);
    }
}
