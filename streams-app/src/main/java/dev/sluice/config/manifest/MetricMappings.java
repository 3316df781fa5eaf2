package dev.sluice.config.manifest;

import dev.sluice.config.manifest.MetricMapping.Identity;
import dev.sluice.config.manifest.MetricMapping.Lag;
import dev.sluice.config.manifest.MetricMapping.Rule;
import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.manifest.yaml.ManifestProblem;
import dev.sluice.config.manifest.yaml.YamlKeys;
import dev.sluice.config.manifest.yaml.YamlValue;
import dev.sluice.schemas.IoFault;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.Node;

/** Reads mappings of metrics, strictly. */
public final class MetricMappings {
    private static final Pattern TEMPLATE = Pattern.compile("(?:[^{}]|\\{[^{}]+})*");

    private final Map<String, String> signals;
    private final List<ManifestProblem> problems = new ArrayList<>();

    private MetricMappings(List<String> signals) {
        this.signals = new LinkedHashMap<>();
        signals.forEach(word -> this.signals.put(word, word));
    }

    /**
     * What a file says.
     *
     * @param signals words that a metric may stand for
     * @throws InvalidManifestException with everything that is wrong in it
     */
    public static MetricMapping read(Path file, List<String> signals) {
        try (Reader in = Files.newBufferedReader(file)) {
            return read(file, in, signals);
        } catch (IOException e) {
            String why = Files.exists(file) ? "cannot be read: " + IoFault.describe(e) : "there is no such file";
            throw new InvalidManifestException(List.of(new ManifestProblem(file, 0, 1, "", "", why)));
        }
    }

    /** What a text says; {@code file} names it in messages. */
    public static MetricMapping read(Path file, Reader in, List<String> signals) {
        MetricMappings reading = new MetricMappings(signals);
        Optional<MetricMapping> mapping = reading.mapping(file, in);
        if (mapping.isEmpty() || !reading.problems.isEmpty()) {
            throw new InvalidManifestException(reading.problems);
        }
        return mapping.get();
    }

    private Optional<MetricMapping> mapping(Path file, Reader in) {
        try {
            Node node = new Yaml(Manifests.options()).compose(in);
            if (node == null) {
                problems.add(new ManifestProblem(file, 0, 1, "", "", "declares nothing"));
                return Optional.empty();
            }
            return Optional.of(mapping(new YamlValue(new YamlValue.Document(file, 1, problems), "", node)));
        } catch (YAMLException e) {
            problems.add(Manifests.malformed(file, 1, e));
            return Optional.empty();
        }
    }

    private MetricMapping mapping(YamlValue root) {
        YamlKeys keys = root.keys("service", "pool", "instance", "defaults", "metrics", "lag");
        boolean defaults = keys.at("defaults").flatMap(YamlValue::truth).orElse(true);
        List<Rule> rules = keys.at("metrics").map(YamlValue::entries).orElse(List.of()).stream()
                .flatMap(entry -> rule(entry).stream())
                .toList();
        List<Lag> lag = keys.at("lag").map(YamlValue::entries).orElse(List.of()).stream()
                .flatMap(entry -> lag(entry).stream())
                .toList();
        return new MetricMapping(identity(keys), defaults, rules, lag);
    }

    private static Optional<Lag> lag(YamlValue entry) {
        YamlKeys keys = entry.keys("service", "group", "topics");
        Optional<String> service = keys.required("service").flatMap(YamlValue::text);
        Optional<String> group = keys.required("group").flatMap(YamlValue::text);
        List<String> topics = keys.at("topics").map(MetricMappings::texts).orElse(List.of());
        return service.flatMap(name -> group.map(read -> new Lag(name, read, topics)));
    }

    private static Identity identity(YamlKeys keys) {
        return new Identity(templates(keys, "service"), templates(keys, "pool"), templates(keys, "instance"));
    }

    private Optional<Rule> rule(YamlValue entry) {
        YamlKeys keys = entry.keys(
                "metric", "signal", "rank", "unit", "factor", "where", "errors", "service", "pool", "instance");
        List<String> names = keys.required("metric").map(MetricMappings::texts).orElse(List.of());
        Optional<String> signal = keys.required("signal").flatMap(value -> value.oneOf(signals));
        return signal.map(word -> new Rule(
                names,
                word,
                keys.whole("rank", 0, Integer.MAX_VALUE),
                keys.at("unit").flatMap(YamlValue::text),
                keys.number("factor"),
                patterns(keys, "where"),
                patterns(keys, "errors"),
                identity(keys)));
    }

    private static List<String> texts(YamlValue value) {
        List<YamlValue> all = value.isList() ? value.entries() : List.of(value);
        return all.stream().flatMap(one -> one.written().stream()).toList();
    }

    private static List<String> templates(YamlKeys keys, String key) {
        Optional<YamlValue> value = keys.at(key);
        List<String> templates = value.map(MetricMappings::texts).orElse(List.of());
        templates.stream()
                .filter(text -> !TEMPLATE.matcher(text).matches())
                .forEach(text -> value.orElseThrow()
                        .wrong("is not a name with attributes in braces, such as {service.name}: " + text));
        return templates;
    }

    private static Map<String, String> patterns(YamlKeys keys, String key) {
        Map<String, String> patterns = new LinkedHashMap<>();
        keys.at(key)
                .map(YamlValue::named)
                .orElse(Map.of())
                .forEach((attribute, value) -> value.written().ifPresent(text -> {
                    try {
                        Pattern.compile(text);
                        patterns.put(attribute, text);
                    } catch (PatternSyntaxException e) {
                        value.wrong("is not a regular expression: " + e.getDescription());
                    }
                }));
        return patterns;
    }
}
