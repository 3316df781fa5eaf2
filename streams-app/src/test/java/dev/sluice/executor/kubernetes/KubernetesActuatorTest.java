package dev.sluice.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import dev.sluice.policy.Resources;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which object an order scales, and what becomes of an order that the server refuses. */
final class KubernetesActuatorTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final String SCALE = "/apis/apps/v1/namespaces/shop/deployments/checkout/scale";

    private final PlayedCluster cluster = new PlayedCluster();
    private KubernetesActuator actuator = actuator();

    private KubernetesActuator actuator(String... settings) {
        return new KubernetesActuator(KubernetesClients.of(cluster.config()), Settings.of(settings));
    }

    @AfterEach
    void stop() {
        actuator.close();
        cluster.close();
    }

    @Test
    void a_label_beats_a_name() {
        cluster.deployment("web", Map.of("sluice.dev/service", "checkout"));
        cluster.deployment("checkout", Map.of());

        assertThat(order("checkout", 3)).isEqualTo("deployments.apps shop/web: 3 replicas");
        assertThat(replicas("web")).isEqualTo(3);
        assertThat(replicas("checkout")).isZero();
    }

    @Test
    void a_pool_has_its_own_object_by_label_or_by_name() {
        cluster.deployment("big", Map.of("sluice.dev/service", "checkout", "sluice.dev/pool", "gpu"));
        cluster.deployment("checkout-cpu", Map.of());

        order(new Target("checkout", "gpu"), 2);
        order(new Target("checkout", "cpu"), 5);
        assertThat(replicas("big")).isEqualTo(2);
        assertThat(replicas("checkout-cpu")).isEqualTo(5);
    }

    @Test
    void a_name_that_no_label_may_have_goes_into_an_annotation() {
        cluster.deployment(
                "team-a-checkout",
                Map.of(),
                built -> built.editMetadata()
                        .addToAnnotations("sluice.dev/service", "team/A checkout")
                        .endMetadata());

        assertThat(order("team/A checkout", 3)).contains("shop/team-a-checkout: 3 replicas");
        assertThat(order("team/B checkout", 3))
                .isEqualTo("failed: no object is labelled or annotated sluice.dev/service: team/B checkout, and"
                        + " 'team/B checkout' cannot be the name of one");
    }

    @Test
    void two_objects_for_one_service_are_refused() {
        cluster.deployment("web-1", Map.of("sluice.dev/service", "checkout"));
        cluster.deployment("web-2", Map.of("sluice.dev/service", "checkout"));

        assertThat(order("checkout", 3))
                .isEqualTo("failed: several objects are labelled for checkout: [deployments.apps shop/web-1,"
                        + " deployments.apps shop/web-2]");
    }

    @Test
    void an_object_of_another_service_is_not_taken_by_its_name() {
        cluster.deployment("search", Map.of("sluice.dev/service", "checkout"));

        assertThat(order("search", 3))
                .isEqualTo("failed: deployments.apps shop/search is labelled for checkout, not for search");
    }

    @Test
    void two_targets_whose_objects_have_one_name_do_not_fight() {
        cluster.deployment("checkout-gpu", Map.of());

        order(new Target("checkout", "gpu"), 2);
        assertThat(order("checkout-gpu", 7))
                .isEqualTo("failed: deployments.apps shop/checkout-gpu is already scaled for checkout/gpu");
        assertThat(replicas("checkout-gpu")).isEqualTo(2);
    }

    @Test
    void a_missing_object_is_a_failure_for_good() {
        assertThat(order("checkout", 3)).isEqualTo("failed: there is no deployments.apps shop/checkout (404)");
    }

    @Test
    void an_object_that_was_labelled_later_is_found() {
        cluster.deployment("web", Map.of());
        assertThat(order("checkout", 3)).startsWith("failed: there is no");

        cluster.client()
                .apps()
                .deployments()
                .inNamespace("shop")
                .withName("web")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"labels\":{\"sluice.dev/service\":\"checkout\"}}}");
        until(() -> order("checkout", 3).contains("shop/web: 3 replicas"));
    }

    @Test
    void objects_of_all_namespaces() {
        actuator.close();
        actuator = actuator("namespace", "*");
        cluster.deployment("web", Map.of("sluice.dev/service", "checkout"));
        cluster.deployment("search", Map.of());

        assertThat(order("checkout", 3)).contains("shop/web: 3 replicas");
        assertThat(order("search", 2)).contains("shop/search: 2 replicas");
        assertThat(order("billing", 2))
                .isEqualTo("failed: no object is labelled sluice.dev/service: billing, and no deployments.apps is named"
                        + " billing");
    }

    @Test
    void a_conflict_is_tried_again_at_once_and_told_when_it_stays() {
        cluster.deployment("checkout", Map.of());
        answersNext(409, "the object has been modified", 3);
        assertThat(order("checkout", 3)).contains("3 replicas");

        answersNext(409, "the object has been modified", 4);
        assertThat(order("checkout", 4))
                .isEqualTo(
                        "retry: deployments.apps shop/checkout was changed by somebody else at the same time (409): the"
                                + " object has been modified");
    }

    @Test
    void what_the_role_lacks_is_named() {
        cluster.deployment("checkout", Map.of());
        answersNext(403, "User \"sluice\" cannot patch resource \"deployments/scale\"", 1);

        assertThat(order("checkout", 3))
                .isEqualTo(
                        "failed: not allowed (403): to patch deployments/scale of API group 'apps' in namespace shop. A"
                                + " Role must grant that. User \"sluice\" cannot patch resource \"deployments/scale\"");
    }

    @Test
    void other_answers() {
        cluster.deployment("checkout", Map.of());
        answersNext(401, "Unauthorized", 1);
        assertThat(order("checkout", 3)).startsWith("failed: ").contains("does not accept the credentials (401)");
        answersNext(422, "spec.replicas: Invalid value", 1);
        assertThat(order("checkout", 3))
                .isEqualTo("failed: deployments.apps shop/checkout is refused (422): spec.replicas: Invalid value");
        answersNext(500, "etcdserver: request timed out", 1);
        assertThat(order("checkout", 3)).startsWith("retry: ").contains("failed (500): etcdserver: request timed out");
        assertThat(order("checkout", 3)).contains("3 replicas");
    }

    @Test
    void a_server_that_throttles_is_left_alone_for_as_long_as_it_says() {
        cluster.deployment("checkout", Map.of());
        order("checkout", 1);
        cluster.server()
                .expect()
                .patch()
                .withPath(SCALE)
                .andReturn(429, "Too many requests, please try again later.")
                .withHeader("Retry-After", "1")
                .once();

        Outcome outcome = apply(Target.of("checkout"), 3, Optional.empty());
        assertThat(outcome).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.message()).contains("throttles requests (429)").contains("Too many requests");
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.retryAfter()).isEqualTo(Duration.ofSeconds(1));
        });
        assertThat(order("checkout", 3)).contains("3 replicas");
    }

    @Test
    void a_server_that_does_not_answer_is_a_failure_that_may_be_retried() {
        Config nowhere = new ConfigBuilder(cluster.config())
                .withMasterUrl("https://127.0.0.1:1/")
                .build();
        try (KubernetesActuator lost =
                new KubernetesActuator(KubernetesClients.of(nowhere), Settings.of("request.timeout.ms", "2000"))) {
            assertThat(lost.apply(new Order(Target.of("checkout"), 3, 1), NOON))
                    .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                        assertThat(failed.message())
                                .startsWith("deployments.apps cannot be listed at https://127.0.0.1:1/: ")
                                .endsWith(": the connection was refused");
                        assertThat(failed.retryable()).isTrue();
                    });
        }
    }

    @Test
    void a_kind_that_may_not_be_listed_hides_no_other() {
        cluster.answersNext("GET", "/apis/apps/v1/namespaces/shop/statefulsets?resourceVersion=0", 403, "forbidden");
        cluster.deployment("checkout", Map.of());

        assertThat(order("checkout", 3)).contains("3 replicas");
    }

    @Test
    void pods_that_a_quota_holds_back_are_no_success() {
        cluster.deployment("checkout", Map.of());
        order("checkout", 2);
        until(() -> ready("checkout", 2));
        String condition =
                "{\"status\":{\"replicas\":2,\"conditions\":[{\"type\":\"ReplicaFailure\",\"status\":\"True\","
                        + "\"reason\":\"FailedCreate\",\"message\":\"exceeded quota: small\"}]}}";
        cluster.client()
                .apps()
                .deployments()
                .inNamespace("shop")
                .withName("checkout")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), condition);

        until(() -> order("checkout", 5)
                .equals("failed: deployments.apps shop/checkout has 2 of 5 replicas; its controller cannot create more:"
                        + " FailedCreate: exceeded quota: small"));
        assertThat(((Outcome.Failed) apply(Target.of("checkout"), 5, Optional.empty())).limit())
                .hasValue(2);
        assertThat(order("checkout", 2)).as("fewer are no trouble").contains("2 replicas");
    }

    @Test
    void a_count_that_somebody_else_set_is_seen() {
        cluster.deployment("checkout", Map.of());
        order("checkout", 3);
        until(() -> ready("checkout", 3));
        Order inForce = new Order(Target.of("checkout"), 3, 1);
        cluster.scale("checkout", 7);

        until(() -> actuator.observe(List.of(inForce)).stream().anyMatch(seen -> seen.running() == 7));
        assertThat(actuator.observe(List.of(inForce)))
                .singleElement()
                .extracting(Actuator.Observed::why)
                .isEqualTo("deployments.apps shop/checkout was told to run 7 replicas, not 3");
        assertThat(actuator.observe(List.of(new Order(Target.of("unknown"), 3, 1))))
                .isEmpty();
    }

    @Test
    void after_a_restart_it_sees_what_became_of_the_orders_of_before() {
        cluster.deployment("checkout", Map.of());
        order("checkout", 3);
        Order inForce = new Order(Target.of("checkout"), 3, 1);

        try (KubernetesActuator next = new KubernetesActuator(KubernetesClients.of(cluster.config()), Settings.of())) {
            until(() -> !next.poll(List.of(new Waiting(inForce, NOON))).isEmpty());
        }
        cluster.scale("checkout", 7);
        try (KubernetesActuator next = new KubernetesActuator(KubernetesClients.of(cluster.config()), Settings.of())) {
            until(() -> next.observe(List.of(inForce)).stream().anyMatch(seen -> seen.running() == 7));
        }
    }

    @Test
    void a_paused_rollout_scales_and_says_that_it_is_paused() {
        cluster.deployment(
                "checkout", Map.of(), built -> built.editSpec().withPaused(true).endSpec());
        assertThat(order("checkout", 3)).isEqualTo("deployments.apps shop/checkout: 3 replicas, its rollout is paused");

        Outcome resized = apply(Target.of("checkout"), 4, Optional.of(new Resources(2, 0, 0, 0, 0)));
        assertThat(text(resized))
                .isEqualTo(
                        "failed: 4 replicas are ordered, but their resources are not: deployments.apps shop/checkout is"
                                + " paused: nothing is rolled out until somebody resumes it");
        assertThat(replicas("checkout")).isEqualTo(4);
    }

    @Test
    void the_container_that_is_meant_gets_the_resources() {
        cluster.deployment(
                "checkout",
                Map.of(),
                built -> built.editSpec()
                        .editTemplate()
                        .editMetadata()
                        .addToAnnotations("kubectl.kubernetes.io/default-container", "app")
                        .endMetadata()
                        .editSpec()
                        .addNewContainer()
                        .withName("app")
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec());

        apply(Target.of("checkout"), 1, Optional.of(new Resources(2, 0, 0, 0, 0)));
        var containers =
                cluster.deployment("checkout").getSpec().getTemplate().getSpec().getContainers();
        assertThat(containers.get(0).getResources()).isNull();
        assertThat(String.valueOf(containers.get(1).getResources().getRequests().get("cpu")))
                .isEqualTo("2");
    }

    private void answersNext(int code, String message, int times) {
        for (int i = 0; i < times; i++) {
            cluster.answersNext("PATCH", SCALE, code, message);
        }
    }

    private boolean ready(String service, int replicas) {
        return !actuator.poll(List.of(new Waiting(new Order(Target.of(service), replicas, 1), NOON)))
                .isEmpty();
    }

    private int replicas(String name) {
        return cluster.deployment(name).getSpec().getReplicas();
    }

    private String order(String service, int replicas) {
        return order(Target.of(service), replicas);
    }

    private String order(Target target, int replicas) {
        return text(apply(target, replicas, Optional.empty()));
    }

    private Outcome apply(Target target, int replicas, Optional<Resources> size) {
        return actuator.apply(new Order(target, replicas, 1, size), NOON);
    }

    private static String text(Outcome outcome) {
        if (outcome instanceof Outcome.Failed failed) {
            return (failed.retryable() ? "retry: " : "failed: ") + failed.message();
        }
        return ((Outcome.Applied) outcome).message();
    }

    private static void until(BooleanSupplier so) {
        boolean became = so.getAsBoolean();
        for (int i = 0; i < 6_000 && !became; i++) {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            became = so.getAsBoolean();
        }
        assertThat(became).isTrue();
    }
}
