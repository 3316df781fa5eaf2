package dev.sluice.controller;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.config.ControllerSettings;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.controller.crd.CustomResource;
import dev.sluice.controller.crd.StatusSchema;
import dev.sluice.events.Reason;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.web.model.ExampleDecisions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the controller does on an API server and a broker, told as what people type and see. */
abstract class ControllerContract {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    final MirrorTopics topics = new MirrorTopics();
    private Optional<ResourceController> controller = Optional.empty();

    /** A client of the API server. */
    abstract KubernetesClient client();

    /** The namespace that may be used. */
    abstract String namespace();

    /** Another client of it, for a controller. */
    abstract KubernetesClient ownClient();

    @BeforeEach
    void start() {
        topics.create();
        controller = Optional.of(controller());
    }

    private ResourceController controller() {
        return new ResourceController(
                        ownClient(),
                        new ControllerSettings(
                                Optional.empty(),
                                Optional.empty(),
                                List.of(namespace()),
                                Optional.of("berlin"),
                                Duration.ofMillis(300),
                                0),
                        topics.source())
                .start();
    }

    void stopController() {
        controller.ifPresent(ResourceController::close);
        controller = Optional.empty();
    }

    void startController() {
        controller = Optional.of(controller());
    }

    ResourceController running() {
        return controller.orElseThrow();
    }

    @AfterEach
    void stop() {
        stopController();
        topics.close();
    }

    void apply(String yaml) {
        GenericKubernetesResource object = Serialization.unmarshal(yaml, GenericKubernetesResource.class);
        object.getMetadata().setNamespace(namespace());
        var at = client().genericKubernetesResources(context(object.getKind())).inNamespace(namespace());
        if (at.withName(object.getMetadata().getName()).get() == null) {
            at.resource(object).create();
        } else {
            at.withName(object.getMetadata().getName()).patch(PatchContext.of(PatchType.JSON), replacing(object));
        }
    }

    /** A patch that names no resource version, so the controller's own writes of the status never refuse it. */
    private static String replacing(GenericKubernetesResource object) {
        Map<String, String> annotations = object.getMetadata().getAnnotations();
        return Serialization.asJson(List.of(
                Map.of(
                        "op", "add",
                        "path", "/metadata/annotations",
                        "value", annotations == null ? Map.of() : annotations),
                Map.of(
                        "op", "replace",
                        "path", "/spec",
                        "value", object.getAdditionalProperties().get("spec"))));
    }

    void delete(String kind, String name) {
        client().genericKubernetesResources(context(kind))
                .inNamespace(namespace())
                .withName(name)
                .delete();
    }

    private static io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext context(String kind) {
        for (CustomResource resource : CustomResource.values()) {
            if (resource.kind().written().equals(kind)) {
                return ObjectWatch.context(resource);
            }
        }
        throw new IllegalArgumentException(kind);
    }

    static String policy(String name, int max) {
        return """
                apiVersion: sluice.dev/v1
                kind: ScalingPolicy
                metadata: {name: NAME}
                spec: {replicas: {min: 0, max: MAX}, demand: {signal: requests, perReplica: 25}}
                """.replace("NAME", name).replace("MAX", String.valueOf(max));
    }

    JsonNode status(String kind, String name) {
        GenericKubernetesResource object = client().genericKubernetesResources(context(kind))
                .inNamespace(namespace())
                .withName(name)
                .get();
        return object == null
                ? JSON.createObjectNode()
                : JSON.valueToTree(object.getAdditionalProperties()).path("status");
    }

    /** The last one of its type: fabric8's server appends to lists where a merge patch (RFC 7386) replaces them. */
    private JsonNode condition(String name, String type) {
        JsonNode last = JSON.createObjectNode();
        for (JsonNode condition : status("ScalingPolicy", name).path("conditions")) {
            if (condition.path("type").asText().equals(type)) {
                last = condition;
            }
        }
        return last;
    }

    static <T> T eventually(Supplier<T> seen, Predicate<T> wanted) {
        Instant until = Instant.now().plus(PATIENCE);
        T now = seen.get();
        while (!wanted.test(now) && Instant.now().isBefore(until)) {
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            now = seen.get();
        }
        assertThat(wanted.test(now)).as("%s", now).isTrue();
        return now;
    }

    void maximumIs(String service, int max) {
        eventually(() -> topics.newest().get(service), policy -> policy != null && policy.getMaxReplicas() == max);
    }

    private void isAccepted(String name, String word, String reason) {
        eventually(
                () -> condition(name, StatusSchema.ACCEPTED),
                of -> of.path("status").asText().equals(word)
                        && of.path("reason").asText().equals(reason));
    }

    @Test
    void an_object_is_in_force_until_it_is_deleted_and_says_so() {
        apply(policy("web", 5));
        maximumIs("web", 5);
        isAccepted("web", "True", "InForce");

        apply(policy("web", 9));
        maximumIs("web", 9);
        eventually(
                () -> status("ScalingPolicy", "web").path("observedGeneration").asLong(), seen -> seen == 2);

        delete("ScalingPolicy", "web");
        eventually(topics::newest, in -> !in.containsKey("web"));
    }

    @Test
    void pools_and_budgets_too() {
        apply("""
                apiVersion: sluice.dev/v1
                kind: Pool
                metadata: {name: cpu}
                spec: {price: 0.05, limit: 40}
                """);
        apply("""
                apiVersion: sluice.dev/v1
                kind: Budget
                metadata: {name: retail}
                spec: {perMonth: 20000, kind: hard}
                """);
        eventually(() -> topics.names(Manifest.Kind.POOL), names -> names.contains("cpu"));
        eventually(() -> topics.names(Manifest.Kind.BUDGET), names -> names.contains("retail"));
        eventually(() -> status("Pool", "cpu").at("/conditions/0/status").asText(), "True"::equals);
        delete("Pool", "cpu");
        eventually(() -> topics.names(Manifest.Kind.POOL), names -> !names.contains("cpu"));
    }

    @Test
    void a_wrong_spec_is_told_and_what_was_in_force_stays() {
        apply(policy("web", 5));
        maximumIs("web", 5);
        isAccepted("web", "True", "InForce");
        apply(policy("web", 5).replace("min: 0", "min: 7"));
        isAccepted("web", "False", "Invalid");

        assertThat(condition("web", StatusSchema.ACCEPTED).path("message").asText())
                .contains("replicas", "What was in force before stays");
        maximumIs("web", 5);

        apply(policy("web", 8));
        maximumIs("web", 8);
        isAccepted("web", "True", "InForce");
    }

    @Test
    void while_kafka_was_away_an_object_was_changed() {
        apply(policy("web", 5));
        isAccepted("web", "True", "InForce");
        topics.broker.awayFor(() -> apply(policy("web", 9)));
        maximumIs("web", 9);
        eventually(
                () -> status("ScalingPolicy", "web").path("observedGeneration").asLong(), seen -> seen == 2);
        eventually(() -> running().notReady(), List::isEmpty);
        assertThat(running().notLive()).isEmpty();
    }

    @Test
    void while_no_controller_ran_an_object_was_deleted_and_policies_were_applied_by_hand() {
        apply(policy("web", 5));
        apply(policy("search", 5));
        topics.applyByHand(ScalingPolicy.of("by-hand", 3));
        maximumIs("web", 5);
        maximumIs("search", 5);
        stopController();
        delete("ScalingPolicy", "web");
        topics.applyByHand(ScalingPolicy.of("search", 77));
        startController();

        eventually(topics::newest, in -> !in.containsKey("web"));
        maximumIs("search", 5);
        maximumIs("by-hand", 3);
    }

    @Test
    void the_status_tells_what_was_decided_and_since_when() {
        apply(policy("web", 9));
        isAccepted("web", "True", "InForce");
        Instant at = Instant.now();
        topics.decide(ExampleDecisions.builder("web")
                .setAt(at)
                .setReason(Reason.NO_CHANGE)
                .build());
        JsonNode status = eventually(
                () -> status("ScalingPolicy", "web"),
                seen -> seen.at("/replicas/ready").asInt() == 4);

        assertThat(status.path("mode").asText()).isEqualTo("act");
        assertThat(status.at("/replicas/desired").asInt()).isEqualTo(4);
        assertThat(status.at("/why/reason").asText()).isEqualTo("NO_CHANGE");
        assertThat(status.at("/why/message").asText()).isEqualTo("saw 80, expects 82");
        String since = status.path("since").asText();
        assertThat(Instant.parse(since)).isBetween(at.minusSeconds(1), at);
        eventually(() -> condition("web", StatusSchema.HEALTHY).path("status").asText(), "True"::equals);

        topics.decide(ExampleDecisions.builder("web")
                .setAt(at.plusSeconds(20))
                .setReady(3)
                .build());
        status = eventually(
                () -> status("ScalingPolicy", "web"),
                seen -> seen.at("/replicas/ready").asInt() == 3);
        assertThat(status.path("since").asText()).as("as many are desired").isEqualTo(since);
        topics.decide(ExampleDecisions.builder("web")
                .setAt(at.plusSeconds(40))
                .setTarget(6)
                .build());
        status = eventually(
                () -> status("ScalingPolicy", "web"),
                seen -> seen.at("/replicas/desired").asInt() == 6);
        assertThat(status.path("since").asText()).isNotEqualTo(since);
    }

    @Test
    void a_decision_with_other_numbers_in_its_words_alone_writes_no_status() {
        apply(policy("web", 9));
        Instant at = Instant.now();
        topics.decide(ExampleDecisions.builder("web").setAt(at).build());
        eventually(
                () -> status("ScalingPolicy", "web"),
                seen -> seen.at("/replicas/desired").asInt() == 4);
        long written = running().statusesWritten();
        for (int i = 1; i <= 20; i++) {
            topics.decide(ExampleDecisions.builder("web")
                    .setAt(at.plusSeconds(i))
                    .setDetail("saw " + i + ", expects 82")
                    .build());
        }
        topics.decide(ExampleDecisions.builder("web")
                .setAt(at.plusSeconds(21))
                .setTarget(5)
                .build());
        eventually(
                () -> status("ScalingPolicy", "web"),
                seen -> seen.at("/replicas/desired").asInt() == 5);

        // a status is counted when the cluster has answered, so it may be seen before that
        long more = eventually(() -> running().statusesWritten() - written, count -> count > 0);
        // the last decision, and perhaps the one before the first count, and that it is healthy
        assertThat(more).isLessThanOrEqualTo(3);
    }
}
