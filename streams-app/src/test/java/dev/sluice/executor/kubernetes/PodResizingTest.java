package dev.sluice.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Actuator.Observed;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import dev.sluice.policy.Resources;
import io.fabric8.kubernetes.api.model.APIResourceBuilder;
import io.fabric8.kubernetes.api.model.APIResourceListBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Resources that are changed while pods run, on a server that offers it. */
final class PodResizingTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Target CHECKOUT = Target.of("checkout");
    private static final Resources LARGE = new Resources(2, 4L << 30, 0, 0, 0);

    private final PlayedCluster cluster = new PlayedCluster();
    private final KubernetesActuator actuator =
            new KubernetesActuator(KubernetesClients.of(cluster.config()), Settings.of());
    private long generation;

    @AfterEach
    void stop() {
        actuator.close();
        cluster.close();
    }

    private void offers(String... resources) {
        List<io.fabric8.kubernetes.api.model.APIResource> all = List.of(resources).stream()
                .map(name -> new APIResourceBuilder().withName(name).build())
                .toList();
        cluster.server()
                .expect()
                .get()
                .withPath("/api/v1")
                .andReturn(200, new APIResourceListBuilder().withResources(all).build())
                .always();
    }

    private static ResourceRequirements resources(String cpu, String memory) {
        return new ResourceRequirementsBuilder()
                .withRequests(Map.of("cpu", new Quantity(cpu), "memory", new Quantity(memory)))
                .build();
    }

    /** A Deployment with pods that a sidecar was injected into, before the container that is meant. */
    private void running(String... pods) {
        cluster.deployment(
                "checkout",
                Map.of(),
                built -> built.editSpec()
                        .withReplicas(pods.length)
                        .editTemplate()
                        .editSpec()
                        .editFirstContainer()
                        .withResources(resources("1", "1Gi"))
                        .endContainer()
                        .endSpec()
                        .endTemplate()
                        .endSpec());
        List.of(pods).forEach(this::pod);
    }

    private void pod(String name) {
        // the server in memory knows no such subresource: this plays it
        cluster.server()
                .expect()
                .patch()
                .withPath("/api/v1/namespaces/shop/pods/" + name + "/resize")
                .andReply(200, request -> {
                    String patch = request.getUtf8Body();
                    var unused = CompletableFuture.runAsync(() -> cluster.client()
                            .pods()
                            .inNamespace("shop")
                            .withName(name)
                            .patch(PatchContext.of(PatchType.JSON), patch));
                    return "{}";
                })
                .always();
        cluster.client()
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace("shop")
                        .withLabels(Map.of("app", "checkout"))
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("sidecar")
                        .withResources(resources("100m", "64Mi"))
                        .endContainer()
                        .addNewContainer()
                        .withName("server")
                        .withResources(resources("1", "1Gi"))
                        .endContainer()
                        .endSpec()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus("True")
                        .endCondition()
                        .addNewContainerStatus()
                        .withName("server")
                        .withResources(resources("1", "1Gi"))
                        .endContainerStatus()
                        .endStatus()
                        .build())
                .create();
    }

    private Order order(int replicas, Resources size) {
        return new Order(CHECKOUT, replicas, ++generation, Optional.of(size), Optional.empty());
    }

    private Pod pod(String name, java.util.function.UnaryOperator<PodBuilder> change) {
        return cluster.client()
                .pods()
                .inNamespace("shop")
                .withName(name)
                .edit(pod -> change.apply(new PodBuilder(pod)).build());
    }

    /** The node has done what it was told. */
    private void resized(String name) {
        pod(
                name,
                pod -> pod.editStatus()
                        .withContainerStatuses()
                        .addNewContainerStatus()
                        .withName("server")
                        .withResources(resources("2", "4Gi"))
                        .endContainerStatus()
                        .endStatus());
    }

    private void says(String name, String reason, Instant since) {
        pod(
                name,
                pod -> pod.editStatus()
                        .addNewCondition()
                        .withType("PodResizePending")
                        .withStatus("True")
                        .withReason(reason)
                        .withMessage("Node didn't have enough capacity: cpu")
                        .withLastTransitionTime(since.toString())
                        .endCondition()
                        .endStatus());
    }

    private String cpu(String pod) {
        return String.valueOf(
                cluster.client().pods().inNamespace("shop").withName(pod).get().getSpec().getContainers().stream()
                        .filter(one -> one.getName().equals("server"))
                        .findFirst()
                        .orElseThrow()
                        .getResources()
                        .getRequests()
                        .get("cpu"));
    }

    private String templateCpu() {
        return String.valueOf(cluster.deployment("checkout")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getResources()
                .getRequests()
                .get("cpu"));
    }

    private boolean isReady(Order order) {
        return !actuator.poll(List.of(new Waiting(order, NOON))).isEmpty();
    }

    private String told(Order order) {
        return actuator.observe(List.of(order)).stream()
                .map(Observed::why)
                .findFirst()
                .orElse("nothing");
    }

    @Test
    void running_pods_are_resized_and_ready_once_their_nodes_have_done_it() {
        offers("pods", "pods/resize");
        running("a", "b");
        Order order = order(2, LARGE);

        assertThat(actuator.apply(order, NOON))
                .isInstanceOfSatisfying(
                        Outcome.Applied.class,
                        applied -> assertThat(applied.ready()).hasValue(0));
        until(() -> cpu("a").equals("2") && cpu("b").equals("2"));
        assertThat(templateCpu()).as("nothing is rolled out").isEqualTo("1");
        resized("a");
        assertThat(isReady(order)).isFalse();
        resized("b");
        until(() -> isReady(order));

        pod("c");
        until(() -> {
            told(order);
            return cpu("c").equals("2");
        });
    }

    @Test
    void after_a_restart_what_was_ordered_before_still_holds_for_pods_to_come() {
        offers("pods/resize");
        running("a");
        Order order = order(1, LARGE);
        actuator.apply(order, NOON);
        pod("b");
        try (KubernetesActuator next = new KubernetesActuator(KubernetesClients.of(cluster.config()), Settings.of())) {
            until(() -> {
                next.observe(List.of(new Order(CHECKOUT, 1, order.generation())));
                return cpu("b").equals("2");
            });
        }
    }

    @Test
    void pods_that_a_node_can_never_resize_are_replaced() {
        offers("pods/resize");
        running("a");
        Order order = order(1, LARGE);
        actuator.apply(order, NOON);
        says("a", "Deferred", Instant.now());
        until(() -> told(order).equals("pod a: Deferred: Node didn't have enough capacity: cpu"));
        assertThat(templateCpu()).as("there may be room soon").isEqualTo("1");

        says("a", "Infeasible", Instant.now());
        until(() ->
                told(order).equals("pod a: Infeasible: Node didn't have enough capacity: cpu; the pods are replaced"));
        assertThat(templateCpu()).isEqualTo("2");
        assertThat(cluster.deployment("checkout").getMetadata().getAnnotations())
                .isNullOrEmpty();
    }

    @Test
    void what_cannot_be_changed_while_a_container_runs_is_rolled_out() {
        offers("pods/resize");
        running("a");
        actuator.apply(order(1, new Resources(2, 0, 1, 0, 0)), NOON);
        assertThat(cpu("a")).isEqualTo("1");
        assertThat(templateCpu()).isEqualTo("2");
    }

    @Test
    void a_pod_whose_change_is_refused_is_replaced_and_one_that_has_to_wait_is_tried_again() {
        offers("pods/resize");
        cluster.answersNext("PATCH", "/api/v1/namespaces/shop/pods/a/resize", 429, "slow down");
        cluster.answersNext("PATCH", "/api/v1/namespaces/shop/pods/a/resize", 422, "Pod QoS is immutable");
        running("a");
        assertThat(actuator.apply(order(1, LARGE), NOON)).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.retryable()).isTrue();
            assertThat(failed.message()).contains("are not resized (429): slow down");
        });
        assertThat(templateCpu()).isEqualTo("1");
        assertThat(actuator.apply(order(1, LARGE), NOON)).isInstanceOf(Outcome.Applied.class);
        assertThat(templateCpu()).isEqualTo("2");
    }

    @Test
    void an_older_server_rolls_out() {
        offers("pods", "pods/status");
        running("a");
        actuator.apply(order(1, LARGE), NOON);
        assertThat(cpu("a")).isEqualTo("1");
        assertThat(templateCpu()).isEqualTo("2");
    }

    private static void until(BooleanSupplier so) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        // what is asked may happen once only
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime() - end).as("still waiting").isNegative();
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
