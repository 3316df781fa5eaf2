package dev.sluice.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.actuators.Actuators;
import dev.sluice.executor.keda.KedaProvider;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.config.AbstractConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replicas that somebody else scales: here the test, which stands for a HorizontalPodAutoscaler. */
final class ObservedReplicasTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    @TempDir
    private Path directory = Path.of("");

    private final PlayedCluster cluster = new PlayedCluster();
    private final ObservedReplicas observed = ObservedReplicas.of(
            new KubernetesActuator(KubernetesClients.of(cluster.config()), Settings.of("namespace", "shop")));

    @AfterEach
    void stop() {
        observed.close();
        cluster.close();
    }

    private static void eventually(BooleanSupplier condition) throws InterruptedException {
        for (int i = 0; !condition.getAsBoolean() && i < 3_000; i++) {
            Thread.sleep(10);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void an_order_is_ready_when_somebody_has_carried_it_out() throws Exception {
        cluster.deployment("web", Map.of("sluice.dev/service", "checkout"));
        Order two = new Order(Target.of("checkout"), 2, 1);
        Order five = new Order(Target.of("checkout"), 5, 2);
        assertThat(observed.ready(two).orElse(0)).isZero();
        assertThat(observed.isReady(two)).isFalse();

        cluster.scale("web", 2);
        eventually(() -> observed.isReady(two));
        assertThat(observed.isReady(five)).isFalse();
        assertThat(observed.ready(five)).as("ready and to stay").isEqualTo(OptionalInt.of(2));

        cluster.scale("web", 6);
        eventually(() -> observed.isReady(five));
        assertThat(observed.ready(five)).isEqualTo(OptionalInt.of(5));
        assertThat(cluster.deployment("web").getSpec().getReplicas()).isEqualTo(6);
    }

    @Test
    void somebody_else_s_number_is_seen() throws Exception {
        cluster.deployment("web", Map.of("sluice.dev/service", "checkout"));
        Order two = new Order(Target.of("checkout"), 2, 1);
        assertThat(observed.ready(two).orElse(0)).isZero();
        cluster.scale("web", 3);
        eventually(() -> observed.existing(two.target()).orElse(0) == 3);

        assertThat(observed.observe(List.of(two))).singleElement().satisfies(seen -> {
            assertThat(seen.running()).isEqualTo(3);
            assertThat(seen.why()).contains("was told to run 3 replicas, not 2");
        });
    }

    /** The actuator keda as its settings make it, with a kubeconfig. */
    @Test
    void keda_s_orders_are_ready_when_they_are_seen_to_be() throws Exception {
        cluster.deployment("web", Map.of("sluice.dev/service", "checkout"));
        String kubeconfig = Files.writeString(directory.resolve("config"), """
                        apiVersion: v1
                        kind: Config
                        current-context: played
                        clusters: [{name: played, cluster: {server: "%s"}}]
                        contexts: [{name: played, context: {cluster: played, namespace: shop, user: me}}]
                        users: [{name: me, user: {}}]
                        """.formatted(
                                cluster.config().getMasterUrl()))
                .toString();
        KedaProvider provider = new KedaProvider();
        Map<String, String> settings = Map.of("port", "0", "kubeconfig", kubeconfig);
        Order two = new Order(Target.of("checkout"), 2, 1);
        try (Actuator keda = provider.create(new AbstractConfig(Actuators.definition(provider), settings, false))) {
            assertThat(keda.tellsReadiness()).as("auto: there is a kubeconfig").isTrue();
            assertThat(keda.apply(two, NOON))
                    .isInstanceOfSatisfying(
                            Outcome.Applied.class,
                            applied -> assertThat(applied.ready().orElse(0)).isZero());
            assertThat(keda.poll(List.of(new Waiting(two, NOON)))).isEmpty();
            assertThat(keda.observe(List.of(two))).as("KEDA may take its time").isEmpty();

            cluster.scale("web", 2);
            eventually(() -> !keda.poll(List.of(new Waiting(two, NOON))).isEmpty());
        }
    }

    @Test
    void without_an_object_nothing_is_ready() {
        Order order = new Order(Target.of("search"), 2, 1);
        assertThat(observed.ready(order)).isEmpty();
        assertThat(observed.isReady(order)).isFalse();
    }
}
