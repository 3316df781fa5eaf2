package dev.sluice.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.WeightSink;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import dev.sluice.executor.kubernetes.workload.Kind;
import dev.sluice.policy.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Orders on a real control plane. */
final class RealControlPlaneTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Target CHECKOUT = Target.of("checkout");

    private final RealControlPlane cluster = new RealControlPlane("orders");
    private KubernetesActuator actuator = actuator(cluster.config());
    private long generation;

    private KubernetesActuator actuator(Config config, String... settings) {
        return new KubernetesActuator(KubernetesClients.of(config), Settings.of(settings));
    }

    @AfterEach
    void stop() {
        actuator.close();
        cluster.close();
    }

    @Test
    void a_labelled_deployment_grows_is_ready_when_its_pods_are_and_shrinks() {
        deployment("web", "labels: {sluice.dev/service: checkout}");
        Order three = scale(CHECKOUT, 3);
        until(() -> pods() == 3);
        assertThat(isReady(three)).as("no pod is ready yet").isFalse();
        untilReady(three);

        Outcome fewer = actuator.apply(new Order(CHECKOUT, 1, ++generation), NOON);
        assertThat(fewer)
                .isEqualTo(new Outcome.Applied(
                        "deployments.apps " + cluster.namespace() + "/web: 1 replicas", OptionalInt.of(1)));
        until(() -> played() == 1);
        scale(CHECKOUT, 0);
        until(() -> played() == 0);
    }

    @Test
    void a_stateful_set_by_its_name() {
        create("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: db-ssd}
                spec:
                  replicas: 0
                  serviceName: db
                  podManagementPolicy: Parallel
                  selector: {matchLabels: {app: db}}
                  template:
                    metadata: {labels: {app: db}}
                    spec: {containers: [{name: db, image: db}]}
                """);
        actuator.close();
        actuator = actuator(cluster.config(), "target", "statefulset/{service}-{pool}");
        untilReady(scale(new Target("db", "ssd"), 2));
    }

    @Test
    void a_rollout_gives_replicas_other_resources_and_is_ready_when_enough_are_new() {
        deployment("checkout", "labels: {}");
        untilReady(scale(CHECKOUT, 2));

        Order larger = new Order(CHECKOUT, 3, ++generation, Optional.of(new Resources(0.5, 1L << 28, 0, 0, 0)));
        assertThat(actuator.apply(larger, NOON)).isInstanceOf(Outcome.Applied.class);
        assertThat(isReady(larger)).isFalse();
        untilReady(larger);
        assertThat(processors().filter("500m"::equals))
                .as("an old replica that is one too many may still be there")
                .hasSizeGreaterThanOrEqualTo(3);
        until(() -> {
            cluster.makePodsReady();
            return processors().toList().equals(List.of("500m", "500m", "500m"));
        });
    }

    @Test
    void a_custom_resource_with_a_scale_subresource() {
        String group = cluster.namespace() + ".example.com";
        create("""
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: rollouts.GROUP}
                spec:
                  group: GROUP
                  scope: Namespaced
                  names: {plural: rollouts, kind: Rollout}
                  versions:
                  - name: v1alpha1
                    served: true
                    storage: true
                    schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
                    subresources:
                      status: {}
                      scale: {specReplicasPath: .spec.replicas, statusReplicasPath: .status.replicas}
                """.replace("GROUP", group));
        String rollout = """
                apiVersion: GROUP/v1alpha1
                kind: Rollout
                metadata: {name: checkout, namespace: NAMESPACE}
                spec: {replicas: 1}
                """.replace("GROUP", group).replace("NAMESPACE", cluster.namespace());
        until(() -> {
            try {
                create(rollout);
                return true;
            } catch (KubernetesClientException notYetServed) {
                return false;
            }
        });
        actuator.close();
        actuator = actuator(cluster.config(), "target", "rollouts." + group + "/{service}");
        Order order = scale(CHECKOUT, 4);
        assertThat(isReady(order)).isFalse();
        cluster.client()
                .genericKubernetesResources(
                        Kind.parse("rollouts.v1alpha1." + group).context())
                .inNamespace(cluster.namespace())
                .withName("checkout")
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":{\"replicas\":4,\"readyReplicas\":4}}");
        until(() -> isReady(order));
    }

    @Test
    void who_lacks_a_right_is_told_which() {
        deployment("checkout", "labels: {}");
        Config config = new ConfigBuilder(cluster.config()).build();
        config.setImpersonateUsername("system:serviceaccount:" + cluster.namespace() + ":execute");
        actuator.close();
        actuator = actuator(config);

        Outcome refused = actuator.apply(new Order(CHECKOUT, 3, 1), NOON);
        assertThat(refused).isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
            assertThat(failed.retryable()).isFalse();
            assertThat(failed.message())
                    .contains("to patch deployments/scale of API group 'apps' in namespace " + cluster.namespace())
                    .contains("cannot patch resource \"deployments/scale\"");
        });
    }

    @Test
    void the_role_that_comes_with_sluice_suffices_and_keeps_weights() throws IOException {
        deployment("checkout", "labels: {}");
        Path role = Stream.of("", "..")
                .map(top -> Path.of(top, "docker/kubernetes/scaled-namespace/role.yaml"))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow();
        // with the rights that only some settings need
        String all = Files.readString(role)
                .replaceAll("(?m)^# (- apiGroups|  resources|  verbs)", "$1")
                .replace("namespace: sluice", "namespace: " + cluster.namespace());
        cluster.client()
                .load(new ByteArrayInputStream(all.getBytes(StandardCharsets.UTF_8)))
                .inNamespace(cluster.namespace())
                .create();
        Config config = new ConfigBuilder(cluster.config()).build();
        config.setImpersonateUsername("system:serviceaccount:" + cluster.namespace() + ":sluice-execute");
        actuator.close();
        actuator = actuator(config, "weights", "configmap,annotation");

        assertThat(actuator.apply(
                        new Order(CHECKOUT, 2, 1, Optional.of(new Resources(0.5, 0, 0, 0, 0)), Optional.empty()), NOON))
                .isInstanceOf(Outcome.Applied.class);
        WeightSink sink = actuator.weights().orElseThrow();
        for (int ready = 0; ready <= 1; ready++) {
            Weights weights = Weights.of("checkout", Weights.TOTAL, List.of(Backend.ofPool("", ready, 1)));
            sink.keep(weights, Map.of("weights.json", "{\"ready\":" + ready + "}"));
        }
        assertThat(cluster.client()
                        .configMaps()
                        .withName("sluice-weights-checkout")
                        .get()
                        .getData())
                .isEqualTo(Map.of("weights.json", "{\"ready\":1}"));
        assertThat(cluster.client()
                        .apps()
                        .deployments()
                        .withName("checkout")
                        .get()
                        .getMetadata()
                        .getAnnotations())
                .containsEntry("sluice.dev/weight", "1000");
    }

    @Test
    void a_quota_that_holds_pods_back() {
        ResourceQuota quota = new ResourceQuotaBuilder()
                .withNewMetadata()
                .withName("small")
                .withNamespace(cluster.namespace())
                .endMetadata()
                .withNewSpec()
                .addToHard("pods", new Quantity("2"))
                .endSpec()
                .build();
        cluster.client().resource(quota).create();
        // no controller counts here: what it would write down
        cluster.client()
                .resource(quota)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"status\":{\"hard\":{\"pods\":\"2\"},\"used\":{\"pods\":\"0\"}}}");
        deployment("checkout", "labels: {}");
        Order first = scale(CHECKOUT, 5);
        until(() -> actuator.observe(List.of(first)).stream()
                .anyMatch(seen ->
                        seen.limit().equals(OptionalInt.of(2)) && seen.why().contains("exceeded quota: small")));
        until(() -> actuator.apply(new Order(CHECKOUT, 5, ++generation), NOON) instanceof Outcome.Failed failed
                && failed.message().contains("2 of 5 replicas; its controller cannot create more: FailedCreate")
                && failed.message().contains("exceeded quota: small"));
        scale(CHECKOUT, 2);
    }

    @Test
    void a_count_that_somebody_else_set() {
        deployment("checkout", "labels: {}");
        Order order = scale(CHECKOUT, 3);
        cluster.client()
                .apps()
                .deployments()
                .inNamespace(cluster.namespace())
                .withName("checkout")
                .scale(1);
        until(() -> actuator.observe(List.of(order)).stream().anyMatch(seen -> seen.running() == 1));
    }

    @Test
    void no_object_and_a_paused_one() {
        assertThat(((Outcome.Failed) actuator.apply(new Order(CHECKOUT, 3, 1), NOON)).message())
                .isEqualTo("there is no deployments.apps " + cluster.namespace() + "/checkout (404)");

        deployment("checkout", "labels: {}");
        untilReady(scale(CHECKOUT, 1));
        cluster.client()
                .apps()
                .deployments()
                .inNamespace(cluster.namespace())
                .withName("checkout")
                .rolling()
                .pause();
        until(() -> actuator.apply(new Order(CHECKOUT, 3, ++generation), NOON) instanceof Outcome.Applied applied
                && applied.message().endsWith("3 replicas, its rollout is paused"));
        untilReady(new Order(CHECKOUT, 3, generation));
    }

    @Test
    void a_restart_of_the_API_server_is_survived_and_that_it_knows_no_more_what_was_watched() throws Exception {
        deployment("checkout", "labels: {}");
        untilReady(scale(CHECKOUT, 1));
        String watched = cluster.deploymentsVersion();
        cluster.changeSomethingElse();

        cluster.restartApiServer();
        Order lost = new Order(CHECKOUT, 2, ++generation);
        if (actuator.apply(lost, NOON) instanceof Outcome.Failed failed) {
            assertThat(failed.retryable()).as(failed.message()).isTrue();
        }
        until(() -> actuator.apply(lost, NOON) instanceof Outcome.Applied);
        until(() -> {
            try {
                cluster.makePodsReady();
            } catch (KubernetesClientException notYet) {
                return false;
            }
            return isReady(lost);
        });
        assertThat(cluster.watchedFrom(watched)).contains("too old resource version", "410");
    }

    private Order scale(Target target, int replicas) {
        Order order = new Order(target, replicas, ++generation);
        assertThat(actuator.apply(order, NOON)).isInstanceOf(Outcome.Applied.class);
        return order;
    }

    private boolean isReady(Order order) {
        return !actuator.poll(List.of(new Waiting(order, NOON))).isEmpty();
    }

    private void untilReady(Order order) {
        until(() -> {
            cluster.makePodsReady();
            return isReady(order);
        });
    }

    /** What each pod that will stay requests. */
    private Stream<String> processors() {
        return cluster.client().pods().inNamespace(cluster.namespace()).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .map(pod -> String.valueOf(pod.getSpec()
                        .getContainers()
                        .get(0)
                        .getResources()
                        .getRequests()
                        .get("cpu")));
    }

    private int pods() {
        return cluster.client()
                .pods()
                .inNamespace(cluster.namespace())
                .list()
                .getItems()
                .size();
    }

    private int played() {
        cluster.makePodsReady();
        return pods();
    }

    private void deployment(String name, String labels) {
        create("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: NAME, LABELS}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: NAME}}
                  template:
                    metadata: {labels: {app: NAME}}
                    spec: {terminationGracePeriodSeconds: 0, containers: [{name: server, image: server}]}
                """.replace("NAME", name).replace("LABELS", labels));
    }

    private void create(String yaml) {
        cluster.client().resource(yaml).create();
    }

    private static void until(BooleanSupplier so) {
        boolean became = so.getAsBoolean();
        for (int i = 0; i < 600 && !became; i++) {
            try {
                TimeUnit.MILLISECONDS.sleep(50);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            became = so.getAsBoolean();
        }
        assertThat(became).isTrue();
    }
}
