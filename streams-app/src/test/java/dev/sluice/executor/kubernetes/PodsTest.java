package dev.sluice.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which pods end first, and the pods as instances. */
final class PodsTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");
    private static final Target CHECKOUT = Target.of("checkout");
    private static final String COST = "controller.kubernetes.io/pod-deletion-cost";

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

    private void four() {
        cluster.deployment(
                "checkout", Map.of(), built -> built.editSpec().withReplicas(4).endSpec());
        pod("old", 50, true);
        pod("young", 10, true);
        pod("sick", 60, false);
        pod("middle", 30, true);
    }

    @Test
    void the_unhealthy_end_first_then_the_newest() {
        List<Pod> pods = List.of(
                build("old", 50, true, Map.of()),
                build("young", 10, true, Map.of()),
                build("sick", 60, false, Map.of()),
                build("middle", 30, true, Map.of()),
                build("starting", 1, false, Map.of()));
        assertThat(names(pods, 1)).containsExactly("starting", "sick", "young", "middle");
        assertThat(names(pods, 3)).containsExactly("starting", "sick");
        assertThat(names(pods, 5)).isEmpty();
        assertThat(names(pods, 9)).isEmpty();
    }

    private static List<String> names(List<Pod> pods, int staying) {
        return DeletionCosts.ending(pods, staying).stream()
                .map(pod -> pod.getMetadata().getName())
                .toList();
    }

    @Test
    void before_a_scale_down_those_that_end_are_marked() {
        four();
        scale(3);
        assertThat(costs()).isEqualTo(Map.of("sick", "-1"));
    }

    @Test
    void to_nothing_and_upwards_nobody_is_chosen() {
        four();
        scale(5);
        scale(0);
        assertThat(costs()).isEmpty();
    }

    @Test
    void another_choice_takes_back_the_marks_of_the_first() throws InterruptedException {
        four();
        pod("well", 5, true, Map.of(COST, "-1", "sluice.dev/ends-first", "true"));
        scale(5);
        Order five = new Order(CHECKOUT, 5, 1);
        for (int i = 0;
                i < 6_000 && actuator.poll(List.of(new Waiting(five, NOON))).isEmpty();
                i++) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
        scale(4);
        assertThat(costs()).isEqualTo(Map.of("sick", "-1"));
    }

    @Test
    void what_the_application_says_of_its_pods_holds() {
        four();
        pod("busy", 20, true, Map.of(COST, "100"));
        scale(2);
        assertThat(costs()).isEqualTo(Map.of("busy", "100"));
    }

    @Test
    void marks_can_be_turned_off() {
        actuator.close();
        actuator = actuator("deletion.cost", "false");
        four();
        scale(2);
        assertThat(costs()).isEmpty();
    }

    @Test
    void a_mark_that_is_refused_keeps_nobody_from_scaling_down() {
        four();
        cluster.answersNext("PATCH", "/api/v1/namespaces/shop/pods/sick", 403, "forbidden");
        scale(2);
        assertThat(costs()).isEmpty();
        assertThat(cluster.deployment("checkout").getSpec().getReplicas()).isEqualTo(2);
    }

    @Test
    void pods_are_instances() {
        four();
        assertThat(actuator.apply(new Order(CHECKOUT, 4, 1), NOON)).isInstanceOf(Outcome.Applied.class);
        assertThat(actuator.instances(CHECKOUT, NOON))
                .containsExactly(
                        new Instance("middle", Optional.of(new Address("10.0.0.30", 8080)), true),
                        new Instance("old", Optional.of(new Address("10.0.0.50", 8080)), true),
                        new Instance("sick", Optional.of(new Address("10.0.0.60", 8080)), false),
                        new Instance("young", Optional.of(new Address("10.0.0.10", 8080)), true));
    }

    private void scale(int replicas) {
        assertThat(actuator.apply(new Order(CHECKOUT, replicas, 1), NOON)).isInstanceOf(Outcome.Applied.class);
    }

    private Map<String, String> costs() {
        Map<String, String> costs = new TreeMap<>();
        cluster.client().pods().inNamespace("shop").list().getItems().forEach(pod -> {
            String cost = pod.getMetadata().getAnnotations() == null
                    ? null
                    : pod.getMetadata().getAnnotations().get(COST);
            if (cost != null) {
                costs.put(pod.getMetadata().getName(), cost);
            }
        });
        return costs;
    }

    private void pod(String name, int minutesOld, boolean ready) {
        pod(name, minutesOld, ready, Map.of());
    }

    private void pod(String name, int minutesOld, boolean ready, Map<String, String> annotations) {
        cluster.client().resource(build(name, minutesOld, ready, annotations)).create();
    }

    private static Pod build(String name, int minutesOld, boolean ready, Map<String, String> annotations) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace("shop")
                .withCreationTimestamp(NOON.minusSeconds(60L * minutesOld).toString())
                .withLabels(Map.of("app", "checkout"))
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("server")
                .addNewPort()
                .withContainerPort(8080)
                .endPort()
                .endContainer()
                .endSpec()
                .withNewStatus()
                .withPodIP("10.0.0." + minutesOld)
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }
}
