package dev.sluice.executor.kubernetes.resize;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.executor.Target;
import dev.sluice.executor.kubernetes.PlayedCluster;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.RequestPacer;
import dev.sluice.executor.kubernetes.workload.Kind;
import dev.sluice.executor.kubernetes.workload.ObjectRef;
import dev.sluice.executor.kubernetes.workload.Refusals;
import dev.sluice.executor.kubernetes.workload.Workload;
import dev.sluice.executor.kubernetes.workload.Workloads;
import dev.sluice.policy.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What replicas are given while the watch lags behind what was ordered. */
final class ResizingTest {
    private static final Target CHECKOUT = Target.of("checkout");
    private static final Resources SMALL = new Resources(1, 1 << 30, 0, 0, 0);
    private static final Resources LARGE = new Resources(4, 8L << 30, 0, 0, 0);

    private final PlayedCluster cluster = new PlayedCluster();
    private final KubernetesApi api =
            new KubernetesApi(cluster.client(), new RequestPacer(0, 1, System::nanoTime), Duration.ofSeconds(10));
    private final Resizing resizing = new Resizing(
            api, new Refusals(api.server()), new ContainerResources.Names("nvidia.com/gpu", ""), Optional.empty());

    @AfterEach
    void stop() {
        cluster.close();
    }

    private Workloads.Found.One seenNow() {
        ObjectRef ref = new ObjectRef(Kind.DEPLOYMENT, "shop", "checkout");
        return new Workloads.Found.One(
                ref,
                Optional.of(new Workload(
                        ref,
                        cluster.client()
                                .genericKubernetesResources("apps/v1", "Deployment")
                                .inNamespace("shop")
                                .withName("checkout")
                                .get())));
    }

    private String cpu() {
        Map<String, Quantity> requests = cluster.deployment("checkout")
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getResources()
                .getRequests();
        return String.valueOf(requests.get("cpu"));
    }

    @Test
    void what_was_ordered_last_counts_and_not_what_the_watch_saw_before() {
        cluster.deployment("checkout", Map.of());
        assertThat(resizing.resize(CHECKOUT, seenNow(), SMALL)).isEmpty();
        Workloads.Found.One old = seenNow();
        assertThat(resizing.resize(CHECKOUT, old, LARGE)).isEmpty();
        assertThat(cpu()).isEqualTo("4");
        assertThat(resizing.resize(CHECKOUT, old, SMALL)).isEmpty();
        assertThat(cpu()).isEqualTo("1");
    }

    @Test
    void what_somebody_else_changed_since_then_counts_when_the_watch_has_seen_it() {
        cluster.deployment("checkout", Map.of());
        assertThat(resizing.resize(CHECKOUT, seenNow(), SMALL)).isEmpty();
        cluster.client()
                .apps()
                .deployments()
                .inNamespace("shop")
                .withName("checkout")
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\":\"add\",\"path\":\"/spec/template/spec/containers/0/resources\","
                                + "\"value\":{\"requests\":{\"cpu\":\"3\",\"memory\":\"1Gi\"}}}]");
        assertThat(resizing.resize(CHECKOUT, seenNow(), SMALL)).isEmpty();
        assertThat(cpu()).isEqualTo("1");
    }
}
