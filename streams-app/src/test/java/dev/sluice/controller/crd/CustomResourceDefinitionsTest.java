package dev.sluice.controller.crd;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.config.manifest.DocumentedManifests;
import dev.sluice.config.manifest.ManifestMutations;
import dev.sluice.config.manifest.StructuralSchema;
import dev.sluice.config.manifest.schema.ManifestSchema;
import dev.sluice.executor.kubernetes.RealControlPlane;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The definitions of the custom resources. */
final class CustomResourceDefinitionsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @ParameterizedTest
    @ValueSource(strings = {"docker/kubernetes/crds", "docker/kubernetes/chart/crds"})
    void the_files_are_what_is_generated(String directory) throws Exception {
        for (CustomResource resource : CustomResource.values()) {
            Path file = Path.of("..", directory, CustomResourceDefinitions.name(resource) + ".yaml");

            assertThat(Files.exists(file) ? Files.readString(file) : "")
                    .as("%s: write it anew with: sluice crds --out %s", file, directory)
                    .isEqualTo(CustomResourceDefinitions.yaml(resource));
        }
    }

    @Test
    void a_real_API_server_judges_manifests_by_them_as_the_test_of_the_schema_does() throws Exception {
        try (RealControlPlane cluster = new RealControlPlane("crds")) {
            InstalledDefinitions.install(cluster.client());
            List<JsonNode> manifests = DocumentedManifests.all();
            for (JsonNode manifest : manifests) {
                assertThat(refusal(cluster, manifest)).as("%s", manifest).isEmpty();
            }
            ManifestMutations mutations = new ManifestMutations(76);
            for (int i = 0; i < 150; i++) {
                JsonNode changed = mutations.of(manifests.get(i % manifests.size()));
                Optional<String> refusal = refusal(cluster, changed);

                assertThat(refusal.isPresent())
                        .as("%s: %s", changed, refusal)
                        .isEqualTo(schema(changed).refusal(changed.path("spec")).isPresent());
            }
        }
    }

    private static CustomResource resource(JsonNode manifest) {
        return Arrays.stream(CustomResource.values())
                .filter(one -> one.kind().written().equals(manifest.path("kind").asText()))
                .findFirst()
                .orElseThrow();
    }

    private static StructuralSchema schema(JsonNode manifest) {
        return new StructuralSchema(ManifestSchema.spec(resource(manifest).kind()));
    }

    /** What the server has against an object. A key that it drops counts as refused, as with strict field validation. */
    private static Optional<String> refusal(RealControlPlane cluster, JsonNode manifest) throws Exception {
        ObjectNode sent = manifest.deepCopy();
        ((ObjectNode) sent.path("metadata")).put("namespace", cluster.namespace());
        HttpClient http = cluster.client().getHttpClient();
        HttpResponse<String> answer = http.sendAsync(
                        http.newHttpRequestBuilder()
                                .uri(cluster.config().getMasterUrl() + "apis/sluice.dev/v1/namespaces/"
                                        + cluster.namespace() + "/"
                                        + resource(manifest).plural() + "?dryRun=All")
                                .post("application/json", sent.toString())
                                .build(),
                        String.class)
                .get(30, TimeUnit.SECONDS);
        JsonNode body = JSON.readTree(answer.body());
        if (answer.code() != 201) {
            return Optional.of(answer.body());
        }
        return places(body.path("spec")).equals(places(sent.path("spec")))
                ? Optional.empty()
                : Optional.of("dropped: " + body);
    }

    private static Set<String> places(JsonNode node) {
        Set<String> places = new TreeSet<>();
        node.properties()
                .forEach(field -> places(field.getValue()).forEach(below -> places.add(field.getKey() + "/" + below)));
        int i = 0;
        for (JsonNode entry : node.isArray() ? node : List.<JsonNode>of()) {
            String at = i++ + "/";
            places(entry).forEach(below -> places.add(at + below));
        }
        places.add("");
        return places;
    }
}
