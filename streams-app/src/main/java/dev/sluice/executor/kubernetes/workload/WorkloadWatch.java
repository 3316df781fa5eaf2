package dev.sluice.executor.kubernetes.workload;

import dev.sluice.executor.Target;
import dev.sluice.executor.kubernetes.api.LeanStore;
import dev.sluice.schemas.IoFault;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All objects of one kind, kept up to date by a watch. If the watch ends or its version is gone at the server, they are
 * listed anew. While the server cannot be reached, they are as they were last.
 */
final class WorkloadWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WorkloadWatch.class);
    private static final String BY_TARGET = "target";
    private static final String BY_NAME = "name";

    private final Kind kind;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private final CountDownLatch first = new CountDownLatch(1);
    private volatile Optional<String> trouble = Optional.empty();
    private volatile boolean refused;

    WorkloadWatch(KubernetesClient client, Kind kind, Optional<String> namespace) {
        this.kind = kind;
        var all = client.genericKubernetesResources(kind.context());
        this.informer = (namespace.isPresent()
                        ? all.inNamespace(namespace.get()).runnableInformer(0)
                        : all.inAnyNamespace().runnableInformer(0))
                .addIndexers(Map.of(
                        BY_TARGET,
                        object -> Labels.target(object.getMetadata()).stream()
                                .map(WorkloadWatch::key)
                                .toList(),
                        BY_NAME,
                        object -> List.of(object.getMetadata().getName())))
                .itemStore(new LeanStore<>())
                .exceptionHandler(this::failed);
        informer.start().thenRun(this::listed);
    }

    private void listed() {
        if (trouble.isPresent()) {
            LOG.warn("{} are watched again", kind);
        }
        trouble = Optional.empty();
        first.countDown();
    }

    private boolean failed(boolean started, Throwable cause) {
        String what = words(cause);
        if (!trouble.equals(Optional.of(what))) {
            LOG.warn("{} are not watched, it is tried again: {}", kind, what);
        }
        trouble = Optional.of(what);
        refused = code(cause) == 403 || code(cause) == 404;
        first.countDown();
        return true;
    }

    private static int code(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof KubernetesClientException answer && answer.getCode() > 0) {
                return answer.getCode();
            }
        }
        return 0;
    }

    private static String words(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof KubernetesClientException answer && answer.getStatus() != null) {
                return String.valueOf(answer.getStatus().getMessage());
            }
        }
        return IoFault.describe(cause);
    }

    private static String key(Target target) {
        return target.service() + "\n" + target.pool();
    }

    /** Waits until the objects were listed, or the first attempt has failed. */
    void awaitFirst(long millis) throws InterruptedException {
        boolean unused = first.await(millis, TimeUnit.MILLISECONDS);
    }

    /** True if the objects were listed at least once. */
    boolean isListed() {
        return informer.hasSynced();
    }

    /** True if the server answered that they may not be listed, or that it has no such kind. */
    boolean isRefused() {
        return refused;
    }

    /** Why they could not be listed; empty if they were, or nothing came back yet. */
    Optional<String> trouble() {
        return isListed() ? Optional.empty() : trouble;
    }

    /** The objects that are labelled for a target. */
    List<Workload> labelled(Target target) {
        return informer.getIndexer().byIndex(BY_TARGET, key(target)).stream()
                .map(this::workload)
                .toList();
    }

    /** The objects of a name, one a namespace. */
    List<Workload> named(String name) {
        return informer.getIndexer().byIndex(BY_NAME, name).stream()
                .map(this::workload)
                .toList();
    }

    private Workload workload(GenericKubernetesResource object) {
        ObjectMeta meta = object.getMetadata();
        return new Workload(new ObjectRef(kind, meta.getNamespace(), meta.getName()), object);
    }

    Kind kind() {
        return kind;
    }

    @Override
    public void close() {
        informer.stop();
    }
}
