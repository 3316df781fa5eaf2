package dev.sluice.config.manifest.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.config.manifest.DocumentedManifests;
import dev.sluice.config.manifest.DrawnManifests;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.ManifestMutations;
import dev.sluice.config.manifest.ManifestReader;
import dev.sluice.config.manifest.ManifestText;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.config.manifest.StructuralSchema;
import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.manifest.yaml.ManifestProblem;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The schema and the reader of manifests say the same. */
final class ManifestSchemaTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What the reader says of a value that has the wrong shape, rather than a meaning that cannot be. */
    private static final Pattern OF_SHAPE = Pattern.compile("must be (a |an |keys|text|either|one of)|must not be empty"
            + "|is not a known key|is missing|is empty|is not a duration|is not an amount");

    /**
     * Places that may be of several types: keys that are unknown there get through to the reader. Keys that are missing there
     * too, as which ones are needed depends on the signal.
     */
    private static final Pattern OF_SEVERAL_TYPES = Pattern.compile("spec\\.(demand|leadTime)\\b.*");

    private final Map<Manifest.Kind, StructuralSchema> schemas = new EnumMap<>(Manifest.Kind.class);

    ManifestSchemaTest() {
        for (Manifest.Kind kind : Manifest.Kind.values()) {
            schemas.put(kind, new StructuralSchema(ManifestSchema.spec(kind)));
        }
    }

    private static Manifest.Kind kind(JsonNode manifest) {
        for (Manifest.Kind kind : Manifest.Kind.values()) {
            if (kind.written().equals(manifest.path("kind").asText())) {
                return kind;
            }
        }
        return fail("no kind: " + manifest);
    }

    private Optional<String> bySchema(JsonNode manifest) {
        return Optional.ofNullable(schemas.get(kind(manifest))).orElseThrow().refusal(manifest.path("spec"));
    }

    private static List<ManifestProblem> byReader(JsonNode manifest) {
        try {
            List<Manifest> unused = Manifests.parse("object", manifest.toString());
            return List.of();
        } catch (InvalidManifestException e) {
            return e.problems();
        }
    }

    @Test
    void each_manifest_of_the_documentation_fits_the_schema() {
        List<JsonNode> documented = DocumentedManifests.all();

        assertThat(documented).hasSizeGreaterThan(10);
        for (JsonNode manifest : documented) {
            assertThat(byReader(manifest)).as("%s", manifest).isEmpty();
            assertThat(bySchema(manifest)).as("%s", manifest).isEmpty();
        }
    }

    @Test
    void whatever_may_be_declared_fits_the_schema() throws Exception {
        DrawnManifests drawn = new DrawnManifests(73);
        for (int i = 0; i < 1_000; i++) {
            JsonNode manifest = JSON.readTree(ManifestText.json(drawn.next()));
            assertThat(bySchema(manifest)).as("%s", manifest).isEmpty();
        }
    }

    @Test
    void a_whole_number_is_as_large_in_the_schema_as_in_the_reader() throws Exception {
        String policy = "{'apiVersion': 'sluice.dev/v1', 'kind': 'ScalingPolicy', 'metadata': {'name': 'any'}, 'spec':"
                + " {'replicas': {'max': %d}, 'priority': %d, 'demand': {'signal': 'requests'},"
                + " 'objective': {'unserved': 0.01}}}";
        for (int beyond = 0; beyond < 2; beyond++) {
            for (int sign : new int[] {-1, 1}) {
                JsonNode replicas =
                        JSON.readTree(policy.formatted(10_000_000 + beyond, 0).replace('\'', '"'));
                JsonNode ranked = JSON.readTree(
                        policy.formatted(9, sign * (1_000_000 + beyond)).replace('\'', '"'));
                for (JsonNode manifest : List.of(replicas, ranked)) {
                    assertThat(byReader(manifest)).as("%s", manifest).hasSize(beyond);
                    assertThat(bySchema(manifest).isPresent())
                            .as("%s", manifest)
                            .isEqualTo(beyond > 0);
                }
            }
        }
    }

    @Test
    void the_reader_knows_each_key_of_the_schema() {
        for (Manifest.Kind kind : Manifest.Kind.values()) {
            JsonNode schema = JSON.valueToTree(ManifestSchema.spec(kind));
            List<JsonNode> all = new ArrayList<>();
            ObjectNode spec = JSON.createObjectNode();
            everyKey(schema, spec);
            all.add(document(kind, spec));
            assertThat(byReader(all.get(0)))
                    .as("%s", spec)
                    .noneMatch(problem -> problem.why().contains("not a known key"));
        }
    }

    /** A value with every key that a schema has; lists have one entry, and scalars are texts, which may be wrong there. */
    private static void everyKey(JsonNode schema, ObjectNode into) {
        schema.path("properties").properties().forEach(property -> {
            JsonNode below = property.getValue();
            if (below.has("properties")) {
                everyKey(below, into.putObject(property.getKey()));
            } else if (below.path("items").has("properties")) {
                everyKey(below.path("items"), into.putArray(property.getKey()).addObject());
            } else {
                into.put(property.getKey(), "1");
            }
        });
    }

    private static JsonNode document(Manifest.Kind kind, JsonNode spec) {
        ObjectNode document = JSON.createObjectNode();
        document.put("apiVersion", ManifestReader.API_VERSION).put("kind", kind.written());
        document.putObject("metadata").put("name", "any");
        document.set("spec", spec);
        return document;
    }

    @Test
    void of_manifests_that_were_changed_the_schema_refuses_what_the_reader_refuses_for_its_shape() throws Exception {
        List<JsonNode> manifests = new ArrayList<>(DocumentedManifests.all());
        DrawnManifests drawn = new DrawnManifests(74);
        for (int i = 0; i < 40; i++) {
            manifests.add(JSON.readTree(ManifestText.json(drawn.next())));
        }
        ManifestMutations mutations = new ManifestMutations(75);
        int refused = 0;
        for (int i = 0; i < 6_000; i++) {
            JsonNode changed = mutations.of(manifests.get(i % manifests.size()));
            List<ManifestProblem> problems = byReader(changed);
            Optional<String> refusal = bySchema(changed);
            refused += refusal.isPresent() ? 1 : 0;
            if (refusal.isPresent()) {
                assertThat(problems)
                        .as("%s refused by the schema alone: %s", changed, refusal)
                        .isNotEmpty();
            } else {
                assertThat(problems)
                        .as("%s refused by the reader alone", changed)
                        .noneMatch(ManifestSchemaTest::isOfShape);
            }
        }
        assertThat(refused).isGreaterThan(1_500);
    }

    private static boolean isOfShape(ManifestProblem problem) {
        boolean ofKeys =
                (problem.why().startsWith("is not a known key") || problem.why().equals("is missing"))
                        && OF_SEVERAL_TYPES.matcher(problem.path()).matches();
        return OF_SHAPE.matcher(problem.why()).lookingAt() && !ofKeys;
    }
}
