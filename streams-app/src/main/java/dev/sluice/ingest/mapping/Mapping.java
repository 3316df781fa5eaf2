package dev.sluice.ingest.mapping;

import dev.sluice.config.manifest.MetricMapping;
import dev.sluice.config.manifest.MetricMappings;
import dev.sluice.ingest.export.Role;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The rules by which metrics become events: those of a file, and the built-in ones for names that the file does not have.
 *
 * <p>A name also stands for what Prometheus makes of it: dots become underscores, the unit and {@code _total} follow, and a classic
 * histogram is the series {@code _count}, {@code _sum} and {@code _bucket}.
 */
public final class Mapping {
    private static final String NONE = "none";
    private static final List<String> UNITS = List.of("", "_seconds", "_milliseconds", "_bytes", "_ratio");

    private final Map<String, List<Rule>> rules = new HashMap<>();
    private final Naming naming;
    private final List<MetricMapping.Lag> lag;

    /** The part of a metric that a series tells. */
    enum Part {
        WHOLE,
        COUNT,
        SUM,
        BUCKET
    }

    /** Rules for a series, and which part of the metric it is. */
    record Found(List<Rule> rules, Part part) {}

    private Mapping(MetricMapping file, MetricMapping builtIn) {
        naming = Naming.of(file.identity()).orElse(Naming.of(builtIn.identity()));
        lag = file.lag();
        add(file.metrics(), Map.of());
        if (file.defaults()) {
            add(builtIn.metrics(), Map.copyOf(rules));
        }
    }

    /** The built-in mapping alone. */
    public static Mapping builtIn() {
        MetricMapping builtIn = readBuiltIn();
        return new Mapping(new MetricMapping(builtIn.identity(), true, List.of(), List.of()), builtIn);
    }

    /** The mapping of a file, and the built-in one behind it. */
    public static Mapping of(Path file) {
        return new Mapping(MetricMappings.read(file, signals()), readBuiltIn());
    }

    /** The built-in mapping as it is written. */
    public static MetricMapping readBuiltIn() {
        try (Reader in = new InputStreamReader(
                Objects.requireNonNull(Mapping.class.getResourceAsStream("defaults.yaml")), StandardCharsets.UTF_8)) {
            return MetricMappings.read(Path.of("defaults.yaml"), in, signals());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Words that a metric may stand for. */
    public static List<String> signals() {
        return Stream.concat(Arrays.stream(Role.values()).map(Role::word), Stream.of(NONE))
                .toList();
    }

    private void add(List<MetricMapping.Rule> added, Map<String, List<Rule>> before) {
        for (MetricMapping.Rule written : added) {
            Optional<Role> role = Arrays.stream(Role.values())
                    .filter(r -> r.word().equals(written.signal()))
                    .findFirst();
            Rule rule = Rule.of(written, role, naming);
            written.names().stream()
                    .flatMap(Mapping::forms)
                    .filter(name -> !before.containsKey(name))
                    .forEach(name -> rules.computeIfAbsent(name, any -> new ArrayList<>())
                            .add(rule));
        }
    }

    private static Stream<String> forms(String name) {
        if (!name.contains(".")) {
            return Stream.of(name);
        }
        String plain = name.replace('.', '_');
        return Stream.concat(Stream.of(name), UNITS.stream().map(unit -> plain + unit));
    }

    /** The rules for a series of that name; empty if it tells nothing. */
    Optional<Found> find(String metric, boolean hasBound) {
        return found(metric, Part.WHOLE)
                .or(() -> without(metric, "_total", Part.WHOLE))
                .or(() -> hasBound ? without(metric, "_bucket", Part.BUCKET) : Optional.empty())
                .or(() -> without(metric, "_count", Part.COUNT))
                .or(() -> without(metric, "_sum", Part.SUM));
    }

    private Optional<Found> without(String metric, String end, Part part) {
        return metric.endsWith(end)
                ? found(metric.substring(0, metric.length() - end.length()), part)
                : Optional.empty();
    }

    private Optional<Found> found(String metric, Part part) {
        return Optional.ofNullable(rules.get(metric)).map(known -> new Found(known, part));
    }

    /** Consumer groups whose lag is the backlog of a service. */
    public List<MetricMapping.Lag> lag() {
        return lag;
    }

    /** How services are named where a rule says nothing else. */
    Naming naming() {
        return naming;
    }
}
