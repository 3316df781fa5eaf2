package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.manifest.yaml.ManifestProblem;
import dev.sluice.config.manifest.yaml.ScalarForm;
import dev.sluice.config.manifest.yaml.Shape;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Whatever is wrong with a value of a manifest is told at its key, with the line of that key. */
final class PlacesOfErrorsTest {
    private static final Set<ScalarForm> NUMERIC =
            Set.of(ScalarForm.WHOLE, ScalarForm.NUMBER, ScalarForm.SHARE, ScalarForm.LENGTH, ScalarForm.BYTES);

    /** Well-formed values that are too little or too much for one key or another. */
    private static final List<String> EXTREMES = List.of(
            "-1", "0", "1e300", "-1e300", "2147483647", "-2147483648", "200", "1000%", "-1%", "0s", "36500d", "-5");

    private static final String REQUESTS = """
            replicas:
              min: 2
              max: 40
            demand:
              signal: requests
              perReplica: 12.5
              window: 30s
            objective:
              latency:
                quantile: 0.95
                below: 250ms
            leadTime: 60s
            behavior:
              scaleUp:
                stabilization: 10s
                tolerance: 0.1
                limits:
                  - percent: 100
                    per: 1m
                  - replicas: 4
                    per: 15s
              scaleDown:
                stabilization: 5m
                tolerance: 0.05
                limits:
                  - replicas: 4
                    per: 15s
                  - percent: 10
                    per: 1m
            headroom: 0.1
            costLimit: 3
            warmUp: 30s
            idleWindow: 10m
            drain: 20s
            pools:
              - name: small
                perReplica: 10
              - name: large
                perReplica: 20
            spotShare: 0.5
            moves:
              payback: 1h
              startCost: 0.1
            priority: 5
            weight: 2
            tenant: shop
            budget:
              perMonth: 100
              zone: Europe/Berlin
            size:
              gpuSlice: 0.5
              least:
                cpu: 1
                memory: 1Gi
                gpu: 1
                gpuMemory: 1Gi
                storage: 1Gi
            """;

    private static final String TOKENS = """
            replicas:
              max: 40
            demand:
              - signal: tokens
                window: 30s
              - signal: gpu
                perReplica: 0.8
            objective:
              tokens:
                firstToken:
                  quantile: 0.95
                  below: 2s
                  slack: 10
                interToken:
                  quantile: 0.9
                  below: 100ms
            leadTime:
              quantile: 0.9
            pools:
              - name: plain
              - name: fast
                speed: 2
            size:
              most:
                cpu: 1
                memory: 1Gi
                gpu: 1
                gpuMemory: 1Gi
                storage: 1Gi
            """;

    private static final String ROLES = """
            replicas:
              max: 40
            demand:
              signal: tokens
            roles:
              prefill:
                pool: a
                rate: 1000
              decode:
                pool: b
                rate: 500
            """;

    private static final String LAG = """
            replicas:
              max: 40
            demand:
              signal: lag
              group: workers
              topics:
                - orders
                - returns
              rebalance: 3s
              perReplica: 10
            objective:
              drain: 2m
            pools:
              - name: a
                min: 2
            """;

    private static final String UNSERVED = """
            replicas:
              max: 40
            objective:
              unserved: 0.01
            """;

    private static final String POOL = """
            price: 1.5
            limit: 10
            leadTime: 2m
            resources:
              cpu: 8
              memory: 1Gi
              gpu: 1
              gpuMemory: 1Gi
              storage: 1Gi
            spot:
              interruptionsPerHour: 0.1
            """;

    private static final String BUDGET = """
            perMonth: 100
            zone: UTC
            """;

    private static final List<Document> ALL = List.of(
            new Document(Manifest.Kind.POLICY, REQUESTS),
            new Document(Manifest.Kind.POLICY, TOKENS),
            new Document(Manifest.Kind.POLICY, ROLES),
            new Document(Manifest.Kind.POLICY, LAG),
            new Document(Manifest.Kind.POLICY, UNSERVED),
            new Document(Manifest.Kind.POOL, POOL),
            new Document(Manifest.Kind.BUDGET, BUDGET));

    /** A manifest, and where each of its keys stands. */
    private record Document(
            Manifest.Kind kind, String text, Map<String, Integer> lines, Map<String, ScalarNode> leaves) {
        Document(Manifest.Kind kind, String spec) {
            this(
                    kind,
                    "# a comment\napiVersion: sluice.dev/v1\nkind: " + kind.written()
                            + "\nmetadata:\n  name: search\nspec:\n" + spec.indent(2),
                    new LinkedHashMap<>(),
                    new LinkedHashMap<>());
            walk(new Yaml().compose(new StringReader(text)), "");
        }

        private void walk(Node node, String path) {
            if (node instanceof ScalarNode scalar) {
                leaves.put(path, scalar);
            } else if (node instanceof SequenceNode list) {
                for (int i = 0; i < list.getValue().size(); i++) {
                    Node entry = list.getValue().get(i);
                    lines.put(path + "[" + i + "]", entry.getStartMark().getLine() + 1);
                    walk(entry, path + "[" + i + "]");
                }
            } else if (node instanceof MappingNode mapping) {
                mapping.getValue().forEach(entry -> {
                    String key = ((ScalarNode) entry.getKeyNode()).getValue();
                    String below = path.isEmpty() ? key : path + "." + key;
                    lines.put(below, entry.getKeyNode().getStartMark().getLine() + 1);
                    walk(entry.getValueNode(), below);
                });
            }
        }

        String with(ScalarNode leaf, String value) {
            return text.substring(0, leaf.getStartMark().getIndex())
                    + value
                    + text.substring(leaf.getEndMark().getIndex());
        }
    }

    private static List<ManifestProblem> problems(String text) {
        try {
            List<Manifest> unused = Manifests.parse("policies.yaml", text);
            return List.of();
        } catch (InvalidManifestException e) {
            return e.problems();
        }
    }

    private static boolean isNumeric(String path, ScalarNode leaf) {
        return path.startsWith("spec.") && Character.isDigit(leaf.getValue().charAt(0));
    }

    @Test
    void the_documents_are_right_and_have_each_numeric_key() {
        for (Manifest.Kind kind : Manifest.Kind.values()) {
            Set<String> there = new TreeSet<>();
            ALL.stream().filter(document -> document.kind() == kind).forEach(document -> {
                assertThat(problems(document.text())).isEmpty();
                document.leaves().keySet().forEach(path -> there.add(path.replaceAll("\\[\\d+]", "")));
            });
            assertThat(there).containsAll(numeric(ManifestReader.shape(kind), "spec"));
        }
    }

    private static List<String> numeric(Shape shape, String path) {
        List<String> all = new ArrayList<>();
        if (shape.scalar().filter(NUMERIC::contains).isPresent()) {
            all.add(path);
        }
        shape.entries().ifPresent(entry -> all.addAll(numeric(entry, path)));
        shape.keys().forEach((key, below) -> all.addAll(numeric(below, path + "." + key)));
        return all;
    }

    @Test
    void a_number_beyond_its_limits_is_told_at_its_key() {
        for (Document document : ALL) {
            document.leaves().forEach((path, leaf) -> {
                if (!isNumeric(path, leaf)) {
                    return;
                }
                int refused = 0;
                for (String value : EXTREMES) {
                    refused += problems(document.with(leaf, value)).isEmpty() ? 0 : 1;
                    assertPlace(document, path, problems(document.with(leaf, value)));
                }
                assertThat(refused).as("%s is refused", path).isGreaterThan(1);
            });
        }
    }

    @Test
    void a_word_that_cannot_be_is_told_at_its_key() {
        for (Document document : ALL) {
            document.leaves().forEach((path, leaf) -> {
                if (!isNumeric(path, leaf) && !path.endsWith(".signal")) {
                    assertThat(problems(document.with(leaf, "x".repeat(300))))
                            .as(path)
                            .isNotEmpty();
                    assertPlace(document, path, problems(document.with(leaf, "x".repeat(300))));
                }
            });
        }
    }

    private static void assertPlace(Document document, String path, List<ManifestProblem> problems) {
        assertThat(problems).allSatisfy(problem -> {
            assertThat(problem.line())
                    .as("%s", problem)
                    .isEqualTo(document.lines().get(problem.path()));
            assertThat(isAt(problem, path)).as("%s for %s", problem, path).isTrue();
        });
    }

    /** At the key itself; at what it stands in, below spec; or at another key that does not fit to it, which says so. */
    private static boolean isAt(ManifestProblem problem, String path) {
        String key = path.substring(path.lastIndexOf('.') + 1);
        boolean around = problem.path().startsWith("spec.") && path.startsWith(problem.path());
        boolean beside = problem.path().startsWith("spec.") && problem.why().contains(key);
        return problem.path().equals(path) || around || beside;
    }

    @Test
    void all_that_is_beyond_its_limits_is_told_at_once() {
        String text = ALL.get(0)
                .text()
                .replace("max: 40", "max: 20000000")
                .replace("leadTime: 60s", "leadTime: 8d")
                .replace("      - replicas: 4\n        per: 15s", "      - replicas: 4\n        per: 400d");

        assertThat(problems(text))
                .extracting(ManifestProblem::toString)
                .contains(
                        "policies.yaml:9: spec.replicas.max=20000000: is too large: largest is 10,000,000",
                        "policies.yaml:18: spec.leadTime=8d: is too long: longest is 7d");
    }

    @Test
    void a_service_that_was_named_before_is_told_at_its_name() {
        String one = new Document(Manifest.Kind.BUDGET, BUDGET).text();

        assertThat(problems(one + "---\n" + one))
                .extracting(ManifestProblem::path, ManifestProblem::line)
                .containsExactly(tuple("metadata.name", 14));
    }
}
