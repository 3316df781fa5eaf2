package dev.sluice.controller;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.config.manifest.yaml.InvalidManifestException;
import dev.sluice.config.manifest.yaml.ManifestProblem;
import dev.sluice.controller.crd.CustomResource;
import dev.sluice.controller.topic.DeclaredName;
import dev.sluice.schemas.ShortText;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A custom resource as it was read.
 *
 * @param uid tells it from one of the same name that was there before
 * @param generation of its spec
 * @param createdAt as Kubernetes writes it, so that texts compare as times do
 * @param name of the service, pool or tenant that it declares
 * @param manifest what it declares; empty if its spec is wrong
 * @param problem what is wrong with its spec
 * @param status what its status said when it was seen
 */
record DeclaredObject(
        ObjectId id,
        String uid,
        long generation,
        String createdAt,
        String name,
        Optional<Manifest> manifest,
        String problem,
        JsonNode status) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** How much of what is wrong is told: the API server does not take a status of megabytes. */
    private static final int MOST_PROBLEMS = 20;

    private static final int MOST_WORDS = 4000;

    static ObjectId id(CustomResource resource, GenericKubernetesResource object) {
        return new ObjectId(
                resource,
                object.getMetadata().getNamespace(),
                object.getMetadata().getName());
    }

    /** Reads an object. */
    static DeclaredObject of(CustomResource resource, GenericKubernetesResource object) {
        Optional<Manifest> manifest = Optional.empty();
        String problem = "";
        try {
            manifest = Manifests.parse("object", document(resource, object)).stream()
                    .findFirst();
        } catch (InvalidManifestException e) {
            problem = e.problems().stream()
                    .limit(MOST_PROBLEMS)
                    .map(DeclaredObject::words)
                    .collect(Collectors.joining("; "));
        } catch (StackOverflowError | RuntimeException e) {
            // an object that is missing here would keep all others from being mirrored
            problem = "cannot be read: " + e;
        }
        return new DeclaredObject(
                id(resource, object),
                String.valueOf(object.getMetadata().getUid()),
                generation(object),
                String.valueOf(object.getMetadata().getCreationTimestamp()),
                name(object),
                manifest,
                ShortText.of(problem, MOST_WORDS),
                status(object));
    }

    /** Whether this is what was read of the object, but for its status. */
    boolean isOf(GenericKubernetesResource object) {
        return uid.equals(String.valueOf(object.getMetadata().getUid()))
                && generation == generation(object)
                && name.equals(name(object));
    }

    DeclaredObject withStatusOf(GenericKubernetesResource object) {
        return new DeclaredObject(id, uid, generation, createdAt, name, manifest, problem, status(object));
    }

    private static long generation(GenericKubernetesResource object) {
        Long generation = object.getMetadata().getGeneration();
        return generation == null ? 0 : generation;
    }

    private static String name(GenericKubernetesResource object) {
        ObjectMeta meta = object.getMetadata();
        Map<String, String> annotations = meta.getAnnotations() == null ? Map.of() : meta.getAnnotations();
        return Optional.ofNullable(annotations.get(Manifest.NAME_ANNOTATION)).orElse(meta.getName());
    }

    private static JsonNode status(GenericKubernetesResource object) {
        try {
            // through text, because what cannot be written cannot be compared later
            return JSON.readTree(
                    JSON.writeValueAsString(object.getAdditionalProperties().getOrDefault("status", Map.of())));
        } catch (JsonProcessingException | RuntimeException | StackOverflowError tooDeep) {
            // what somebody else wrote there is replaced
            return JSON.createObjectNode();
        }
    }

    /** The object as the file that {@code policy apply} would take: JSON is YAML too. */
    private static String document(CustomResource resource, GenericKubernetesResource object) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put("apiVersion", CustomResource.GROUP + "/" + CustomResource.VERSION);
        document.put("kind", resource.kind().written());
        document.put("metadata", Map.of("name", name(object)));
        document.put("spec", object.getAdditionalProperties().getOrDefault("spec", Map.of()));
        return JSON.valueToTree(document).toString();
    }

    private static String words(ManifestProblem problem) {
        String value = problem.value().isEmpty() ? problem.path() : problem.path() + "=" + problem.value();
        return value.isEmpty() ? problem.why() : value + ": " + problem.why();
    }

    /** What it declares, as records are keyed. */
    DeclaredName declares() {
        return new DeclaredName(id.resource(), name);
    }
}
