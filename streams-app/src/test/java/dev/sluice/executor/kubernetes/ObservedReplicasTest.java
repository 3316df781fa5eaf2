package dev.sluice.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Replicas that somebody else scales: here the test, which stands for a HorizontalPodAutoscaler. */
final class ObservedReplicasTest {
    private final PlayedCluster cluster = new PlayedCluster();
    private final ObservedReplicas observed = ObservedReplicas.of(
            new KubernetesActuator(KubernetesActuator.client(cluster.config()), Settings.of("namespace", "shop")));

    @AfterEach
    void stop() {
        observed.close();
        cluster.close();
    }

    private void scale(String deployment, int replicas) {
        cluster.client()
                .apps()
                .deployments()
                .inNamespace(PlayedCluster.NAMESPACE)
                .withName(deployment)
                .scale(replicas);
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

        scale("web", 2);
        eventually(() -> observed.isReady(two));
        assertThat(observed.isReady(five)).isFalse();
        assertThat(observed.ready(five)).as("ready and to stay").isEqualTo(OptionalInt.of(2));

        scale("web", 6);
        eventually(() -> observed.isReady(five));
        assertThat(observed.ready(five)).isEqualTo(OptionalInt.of(5));
        assertThat(cluster.deployment("web").getSpec().getReplicas()).isEqualTo(6);
    }

    @Test
    void without_an_object_nothing_is_ready() {
        Order order = new Order(Target.of("search"), 2, 1);
        assertThat(observed.ready(order)).isEmpty();
        assertThat(observed.isReady(order)).isFalse();
    }
}
