package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.manifest.MetricMapping.Identity;
import dev.sluice.config.manifest.MetricMapping.Lag;
import dev.sluice.config.manifest.MetricMapping.Rule;
import dev.sluice.config.manifest.yaml.InvalidManifestException;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** A file that says which metrics tell what is read as it was meant, or refused with the line of each mistake. */
final class MetricMappingsTest {
    private static final Path FILE = Path.of("mapping.yaml");
    private static final List<String> SIGNALS =
            List.of("requests", "errors", "concurrency", "backlog", "cpu", "ignored");

    private static MetricMapping read(String text) {
        return MetricMappings.read(FILE, new StringReader(text), SIGNALS);
    }

    private static List<String> problems(String text) {
        return catchThrowableOfType(InvalidManifestException.class, () -> read(text)).problems().stream()
                .map(Object::toString)
                .toList();
    }

    @Test
    void any_mapping_that_may_be_written_is_read_as_it_was_meant() {
        Random random = new Random(431);
        DumperOptions block = new DumperOptions();
        block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        for (int i = 0; i < 400; i++) {
            MetricMapping mapping = drawn(random);
            String text = new Yaml(random.nextBoolean() ? block : new DumperOptions()).dump(written(mapping, random));

            assertThat(read(text)).as(text).isEqualTo(mapping);
        }
    }

    private static MetricMapping drawn(Random random) {
        List<Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            rules.add(new Rule(
                    names(random, "http.server.request.duration", "vllm:num_requests_running", "5xx_total"),
                    SIGNALS.get(random.nextInt(SIGNALS.size())),
                    random.nextInt(3) * random.nextInt(1_000_000),
                    maybe(random, "ms"),
                    random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextInt(1, 99) / 8.0),
                    random.nextBoolean() ? Map.of() : Map.of("http.route", "/api/.*", "method", "GET|POST"),
                    random.nextBoolean() ? Map.of() : Map.of("status", "5.."),
                    identity(random)));
        }
        List<Lag> lag = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            lag.add(new Lag(
                    "orders-" + i, "workers " + i, random.nextBoolean() ? List.of() : List.of("orders", "a.b")));
        }
        return new MetricMapping(identity(random), random.nextBoolean(), rules, lag);
    }

    private static Identity identity(Random random) {
        return new Identity(
                templates(random, "{service.name}", "{k8s.namespace.name}/{k8s.deployment.name}"),
                templates(random, "{pool}", "spot"),
                templates(random, "{service.instance.id}", "{host.name}:{port}"));
    }

    private static List<String> templates(Random random, String... from) {
        return random.nextBoolean() ? List.of() : names(random, from);
    }

    private static List<String> names(Random random, String... from) {
        return List.of(from).subList(0, 1 + random.nextInt(from.length));
    }

    private static <T> Optional<T> maybe(Random random, T value) {
        return random.nextBoolean() ? Optional.of(value) : Optional.empty();
    }

    /** As somebody may write it: a list of one as itself, and what is usual left out or not. */
    private static Map<String, Object> written(MetricMapping mapping, Random random) {
        Map<String, Object> file = new LinkedHashMap<>();
        put(file, mapping.identity(), random);
        if (!mapping.defaults() || random.nextBoolean()) {
            file.put("defaults", mapping.defaults());
        }
        if (!mapping.metrics().isEmpty()) {
            file.put(
                    "metrics",
                    mapping.metrics().stream().map(rule -> rule(rule, random)).toList());
        }
        if (!mapping.lag().isEmpty()) {
            file.put("lag", mapping.lag().stream().map(one -> lag(one, random)).toList());
        }
        return file;
    }

    private static Map<String, Object> rule(Rule rule, Random random) {
        Map<String, Object> written = new LinkedHashMap<>();
        written.put("metric", oneOrAll(rule.names(), random));
        written.put("signal", rule.signal());
        if (rule.rank() != 0 || random.nextBoolean()) {
            written.put("rank", rule.rank());
        }
        rule.unit().ifPresent(unit -> written.put("unit", unit));
        rule.factor().ifPresent(factor -> written.put("factor", factor));
        if (!rule.where().isEmpty()) {
            written.put("where", rule.where());
        }
        if (!rule.errors().isEmpty()) {
            written.put("errors", rule.errors());
        }
        put(written, rule.identity(), random);
        return written;
    }

    private static Map<String, Object> lag(Lag lag, Random random) {
        Map<String, Object> written = new LinkedHashMap<>(Map.of("service", lag.service(), "group", lag.group()));
        if (!lag.topics().isEmpty()) {
            written.put("topics", oneOrAll(lag.topics(), random));
        }
        return written;
    }

    private static void put(Map<String, Object> written, Identity identity, Random random) {
        Map.of("service", identity.service(), "pool", identity.pool(), "instance", identity.instance())
                .forEach((key, templates) -> {
                    if (!templates.isEmpty()) {
                        written.put(key, oneOrAll(templates, random));
                    }
                });
    }

    private static Object oneOrAll(List<String> texts, Random random) {
        return texts.size() == 1 && random.nextBoolean() ? texts.get(0) : texts;
    }

    @Test
    void a_file_that_says_one_thing_leaves_all_else_to_the_built_in_mapping() {
        MetricMapping mapping = read("service: '{app}'\n");

        assertThat(mapping.identity()).isEqualTo(new Identity(List.of("{app}"), List.of(), List.of()));
        assertThat(mapping.defaults()).isTrue();
        assertThat(mapping.metrics()).isEmpty();
        assertThat(mapping.lag()).isEmpty();
    }

    /** A file in which each line can be wrong in its own way. */
    private static final String WHOLE = """
            service: '{service.name}'
            pool: ['{pool}']
            instance: '{host.name}'
            defaults: false
            metrics:
            - metric: [http_requests_total]
              signal: requests
              rank: 3
              unit: s
              factor: 0.5
              where: {route: /api/.*}
              errors: {status: 5..}
              service: checkout
            lag:
            - service: orders
              group: workers
              topics: [orders]
            """;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "service: '{service.name}'|service: '{service.name'|1: service={service.name: is not a name with attributes in"
                        + " braces, such as {service.name}: {service.name",
                "pool: ['{pool}']|pool: ['{}']|2: pool: is not a name with attributes in braces, such as {service.name}: {}",
                "instance: '{host.name}'|instance: 'host.name}'|3: instance=host.name}: is not a name with attributes in"
                        + " braces, such as {service.name}: host.name}",
                "instance: '{host.name}'|instance: {host: name}|3: instance: must be a text",
                "defaults: false|defaults: maybe|4: defaults=maybe: must be true or false",
                "defaults: false|default: false|4: default=false: is not a known key here; did you mean defaults?",
                "- metric: [http_requests_total]|- rank: 1|6: metrics[0].metric: is missing",
                "signal: requests|signal: request|7: metrics[0].signal=request: must be one of requests, errors, concurrency,"
                        + " backlog, cpu, ignored; did you mean requests?",
                "signal: requests|unused: requests|6: metrics[0].signal: is missing",
                "rank: 3|rank: first|8: metrics[0].rank=first: must be a whole number",
                "rank: 3|rank: 3000000000|8: metrics[0].rank=3000000000: is too large: largest is 2,147,483,647",
                "unit: s|unit: ''|9: metrics[0].unit: must not be empty",
                "unit: s|unit: 7|9: metrics[0].unit=7: must be text",
                "factor: 0.5|factor: half|10: metrics[0].factor=half: must be a number",
                "where: {route: /api/.*}|where: /api/.*|11: metrics[0].where=/api/.*: must be keys with values",
                "where: {route: /api/.*}|where: {route: '*'}|11: metrics[0].where.route=*: is not a regular expression: Dangling"
                        + " meta character '*'",
                "errors: {status: 5..}|errors: {status: [5]}|12: metrics[0].errors.status: must be a text",
                "errors: {status: 5..}|errors: {status: '(', status: 5}|12: metrics[0].errors.status=5: stands twice",
                "service: checkout|service: '{a}{'|13: metrics[0].service={a}{: is not a name with attributes in braces, such"
                        + " as {service.name}: {a}{",
                "- service: orders|- topics: orders|15: lag[0].service: is missing",
                "group: workers|grup: workers|16: lag[0].grup=workers: is not a known key here; did you mean group?",
                "group: workers|group: 5|16: lag[0].group=5: must be text",
                "topics: [orders]|topics: []|17: lag[0].topics: is empty: leave it out",
            })
    void each_mistake_is_told_with_its_line_its_key_its_value_and_what_it_may_be(
            String good, String bad, String problem) {
        assertThat(WHOLE).contains(good);

        assertThat(problems(WHOLE.replace(good, bad))).contains("mapping.yaml:" + problem);
    }

    @Test
    void all_mistakes_of_a_file_are_told_at_once() {
        assertThat(problems("""
                servce: '{a}'
                metrics:
                - {metric: a, signal: nothing}
                - {metric: b}
                - {metric: c, signal: cpu, factor: x, rank: y}
                lag: {service: a}
                """))
                .containsExactly(
                        "mapping.yaml:1: servce={a}: is not a known key here; did you mean service?",
                        "mapping.yaml:3: metrics[0].signal=nothing: must be one of requests, errors, concurrency, backlog,"
                                + " cpu, ignored",
                        "mapping.yaml:4: metrics[1].signal: is missing",
                        "mapping.yaml:5: metrics[2].rank=y: must be a whole number",
                        "mapping.yaml:5: metrics[2].factor=x: must be a number",
                        "mapping.yaml:6: lag: must be a list");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing but a comment\n", "\n\n"})
    void a_file_that_says_nothing_is_refused_as_it_cannot_be_meant(String text) {
        assertThat(problems(text)).containsExactly("mapping.yaml: declares nothing");
    }

    @Test
    void what_is_no_yaml_is_told_with_its_line() {
        assertThat(problems("service: '{a}'\nmetrics: [\n  {metric: a\n"))
                .singleElement()
                .asString()
                .startsWith("mapping.yaml:4: is not valid YAML");
    }

    @Test
    void a_file_that_is_not_there_or_cannot_be_read_is_told_by_its_name(@TempDir Path directory) throws IOException {
        Path missing = directory.resolve("nowhere.yaml");
        Path binary = Files.write(directory.resolve("binary.yaml"), new byte[] {'a', ':', ' ', (byte) 0xFF});

        assertThat(catchThrowableOfType(InvalidManifestException.class, () -> MetricMappings.read(missing, SIGNALS))
                        .problems())
                .singleElement()
                .hasToString(missing + ": there is no such file");
        assertThat(catchThrowableOfType(InvalidManifestException.class, () -> MetricMappings.read(binary, SIGNALS))
                        .problems())
                .singleElement()
                .hasToString(binary + ": is not UTF-8 text");
        assertThat(catchThrowableOfType(InvalidManifestException.class, () -> MetricMappings.read(directory, SIGNALS))
                        .problems())
                .singleElement()
                .asString()
                .startsWith(directory + ": cannot be read");
    }

    /** Whatever stands in the file: it is a mapping, or its problems have lines that it has. */
    @Test
    void a_damaged_file_is_read_or_refused_with_lines_that_it_has() {
        Random random = new Random(432);
        int refused = 0;
        for (int i = 0; i < 400; i++) {
            StringBuilder text = new StringBuilder(WHOLE);
            for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "{}[]:'-# \n&*!".charAt(random.nextInt(13)));
                    case 2 -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
                    default -> text.insert(at, random.nextBoolean() ? "null" : "\n");
                }
            }
            int lines = text.toString().split("\n", -1).length;
            try {
                assertThat(read(text.toString()).identity().service().size()).isLessThan(9);
            } catch (InvalidManifestException e) {
                refused++;
                assertThat(e.problems()).isNotEmpty().allSatisfy(problem -> {
                    assertThat(problem.line()).as("%s in%n%s", problem, text).isBetween(1, lines);
                    assertThat(problem.why()).isNotBlank();
                });
            }
        }
        assertThat(refused).isBetween(100, 399);
    }
}
