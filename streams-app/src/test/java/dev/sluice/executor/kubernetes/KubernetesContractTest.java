package dev.sluice.executor.kubernetes;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.ActuatorContractTest;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import dev.sluice.policy.Resources;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/** What every platform promises, on a Kubernetes in memory. */
final class KubernetesContractTest extends ActuatorContractTest {
    private final PlayedCluster cluster = new PlayedCluster();

    @Override
    protected Actuator create() {
        Stream.concat(
                        Stream.of("checkout", "checkout-gpu", "search"),
                        IntStream.range(0, 16).mapToObj(i -> "s" + i))
                .forEach(name -> cluster.deployment(name, Map.of()));
        return new Patient(new KubernetesActuator(
                KubernetesClients.of(cluster.config()),
                Settings.of("gpu.memory.resource", "nvidia.com/gpumem", "requests.per.second", "0")));
    }

    @AfterEach
    void stopCluster() {
        cluster.close();
    }

    @Override
    protected int ordered(Target target) {
        return deployment(target).getSpec().getReplicas();
    }

    @Override
    protected Optional<Resources> size(Target target) {
        Map<String, Quantity> requests = deployment(target)
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .get(0)
                .getResources()
                .getRequests();
        return requests == null || requests.isEmpty()
                ? Optional.empty()
                : Optional.of(new Resources(
                        amount(requests, "cpu"),
                        (long) amount(requests, "memory"),
                        amount(requests, "nvidia.com/gpu"),
                        (long) amount(requests, "nvidia.com/gpumem") << 20,
                        (long) amount(requests, "ephemeral-storage")));
    }

    private static double amount(Map<String, Quantity> requests, String name) {
        return requests.containsKey(name)
                ? Quantity.getAmountInBytes(requests.get(name)).doubleValue()
                : 0;
    }

    private Deployment deployment(Target target) {
        return cluster.deployment(target.pool().isEmpty() ? target.service() : target.service() + "-" + target.pool());
    }

    /** Gives the watch time to see what the played controller did, as the executor does by polling again. */
    private record Patient(Actuator platform) implements Actuator {
        @Override
        public Outcome apply(Order order, Instant now) {
            return platform.apply(order, now);
        }

        @Override
        public List<Readiness> poll(List<Waiting> waiting) {
            List<Readiness> ready = platform.poll(waiting);
            boolean known = waiting.stream()
                    .noneMatch(one -> one.order().target().service().equals("unknown"));
            for (int i = 0; i < 6_000 && known && ready.size() < waiting.size(); i++) {
                pause();
                ready = platform.poll(waiting);
            }
            return ready;
        }

        private static void pause() {
            try {
                TimeUnit.MILLISECONDS.sleep(10);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public List<Instance> instances(Target target, Instant now) {
            return platform.instances(target, now);
        }

        @Override
        public boolean tellsReadiness() {
            return platform.tellsReadiness();
        }

        @Override
        public void close() {
            platform.close();
        }
    }
}
