package dev.sluice.controller;

import dev.sluice.controller.crd.CustomResource;
import dev.sluice.executor.kubernetes.api.LeanStore;
import dev.sluice.schemas.IoFault;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The custom resources of one kind, in one namespace or all, kept up to date by a watch. If the watch ends or its version is
 * gone at the server, they are listed anew. While the server cannot be reached, they are as they were last.
 */
final class ObjectWatch implements AutoCloseable, ResourceEventHandler<GenericKubernetesResource> {
    private static final Logger LOG = LoggerFactory.getLogger(ObjectWatch.class);

    private final CustomResource resource;
    private final SharedIndexInformer<GenericKubernetesResource> informer;
    private final Runnable onChange;
    private final Map<ObjectId, DeclaredObject> objects = new ConcurrentHashMap<>();
    private volatile Optional<String> trouble = Optional.empty();

    /**
     * @param namespace whose objects are watched; empty: all
     * @param onChange told of each change
     */
    ObjectWatch(KubernetesClient client, CustomResource resource, Optional<String> namespace, Runnable onChange) {
        this.resource = resource;
        this.onChange = onChange;
        var all = client.genericKubernetesResources(context(resource));
        this.informer = (namespace.isPresent()
                        ? all.inNamespace(namespace.get()).runnableInformer(0)
                        : all.inAnyNamespace().runnableInformer(0))
                .itemStore(new LeanStore<>())
                .exceptionHandler(this::failed)
                .addEventHandler(this);
        informer.start().thenRun(this::listed);
    }

    static ResourceDefinitionContext context(CustomResource resource) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(CustomResource.GROUP)
                .withVersion(CustomResource.VERSION)
                .withKind(resource.kind().written())
                .withPlural(resource.plural())
                .withNamespaced(true)
                .build();
    }

    private void listed() {
        trouble = Optional.empty();
        onChange.run();
    }

    private boolean failed(boolean started, Throwable cause) {
        String what = resource.plural() + " are not watched: " + words(cause);
        if (!trouble.equals(Optional.of(what))) {
            LOG.warn("{}; it is tried again", what);
        }
        trouble = Optional.of(what);
        return true;
    }

    private static String words(Throwable cause) {
        for (Throwable one = cause; one != null; one = one.getCause()) {
            if (one instanceof KubernetesClientException answer && answer.getStatus() != null) {
                return answer.getCode() + " " + answer.getStatus().getMessage();
            }
        }
        return IoFault.describe(cause);
    }

    @Override
    public void onAdd(GenericKubernetesResource object) {
        take(object);
    }

    @Override
    public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource object) {
        take(object);
    }

    @Override
    public void onDelete(GenericKubernetesResource object, boolean unknown) {
        objects.remove(DeclaredObject.id(resource, object));
        onChange.run();
    }

    private void take(GenericKubernetesResource object) {
        ObjectId id = DeclaredObject.id(resource, object);
        DeclaredObject known = objects.get(id);
        trouble = Optional.empty();
        if (known != null && known.isOf(object)) {
            // its status was written: what it declares is the same
            objects.put(id, known.withStatusOf(object));
        } else {
            objects.put(id, DeclaredObject.of(resource, object));
            onChange.run();
        }
    }

    /** Whether all that was there has been seen, so that what is missing here is not there. */
    boolean isListed() {
        return informer.hasSynced()
                && objects.size() == informer.getIndexer().list().size();
    }

    /** Why they cannot be listed. */
    Optional<String> trouble() {
        return informer.hasSynced()
                ? Optional.empty()
                : trouble.or(() -> Optional.of(resource.plural() + " are being listed"));
    }

    Collection<DeclaredObject> objects() {
        return objects.values();
    }

    Optional<DeclaredObject> object(ObjectId id) {
        return Optional.ofNullable(objects.get(id));
    }

    @Override
    public void close() {
        informer.stop();
    }
}
