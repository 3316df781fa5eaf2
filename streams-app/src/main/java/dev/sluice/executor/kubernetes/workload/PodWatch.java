package dev.sluice.executor.kubernetes.workload;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.executor.Instance;
import dev.sluice.executor.kubernetes.api.LeanStore;
import dev.sluice.schemas.IoFault;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pods of the objects, kept up to date by a watch that begins when pods are first asked for. */
public final class PodWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(PodWatch.class);

    private final KubernetesClient client;
    private final Optional<String> namespace;
    private final long patienceMillis;
    private final CountDownLatch first = new CountDownLatch(1);
    private Optional<SharedIndexInformer<Pod>> informer = Optional.empty();
    private volatile boolean told;

    /**
     * @param namespace whose pods; empty: all
     * @param patienceMillis how long the first question waits for the list of pods
     */
    public PodWatch(KubernetesClient client, Optional<String> namespace, long patienceMillis) {
        this.client = client;
        this.namespace = namespace;
        this.patienceMillis = patienceMillis;
    }

    /** The pods of an object that are not ending, by name. Empty if pods may not be listed. */
    public List<Pod> of(Workload workload) {
        Map<String, String> selector = workload.selector();
        if (selector.isEmpty()) {
            return List.of();
        }
        return started()
                .getIndexer()
                .byIndex(Cache.NAMESPACE_INDEX, workload.ref().namespace())
                .stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getMetadata().getLabels() != null
                        && pod.getMetadata().getLabels().entrySet().containsAll(selector.entrySet()))
                .sorted(Comparator.comparing(pod -> pod.getMetadata().getName()))
                .toList();
    }

    /** A pod as the instance that it is. It takes traffic at the first port that it declares. */
    public static Instance instance(Pod pod) {
        String address = pod.getStatus() == null ? null : pod.getStatus().getPodIP();
        Optional<Integer> port = pod.getSpec().getContainers().stream()
                .map(Container::getPorts)
                .flatMap(ports -> ports == null ? Stream.<ContainerPort>empty() : ports.stream())
                .map(ContainerPort::getContainerPort)
                .findFirst();
        return new Instance(
                pod.getMetadata().getName(),
                port.filter(unused -> address != null).map(number -> new Address(String.valueOf(address), number)),
                isReady(pod));
    }

    public static boolean isReady(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private SharedIndexInformer<Pod> started() {
        SharedIndexInformer<Pod> known = start();
        try {
            boolean unused = first.await(patienceMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return known;
    }

    private synchronized SharedIndexInformer<Pod> start() {
        if (informer.isEmpty()) {
            SharedIndexInformer<Pod> begun = (namespace.isPresent()
                            ? client.pods().inNamespace(namespace.get()).runnableInformer(0)
                            : client.pods().inAnyNamespace().runnableInformer(0))
                    .itemStore(new LeanStore<>())
                    .exceptionHandler((once, cause) -> failed(cause));
            informer = Optional.of(begun);
            var unused = begun.start().thenRun(first::countDown);
        }
        return informer.get();
    }

    private boolean failed(Throwable cause) {
        if (!told) {
            told = true;
            LOG.warn("Pods are not watched, it is tried again: {}", IoFault.describe(cause));
        }
        first.countDown();
        return true;
    }

    @Override
    public synchronized void close() {
        informer.ifPresent(SharedIndexInformer::stop);
    }
}
