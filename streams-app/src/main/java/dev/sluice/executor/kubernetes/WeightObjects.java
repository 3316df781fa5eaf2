package dev.sluice.executor.kubernetes;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.Target;
import dev.sluice.executor.WeightSink;
import dev.sluice.executor.kubernetes.api.KubernetesApi;
import dev.sluice.executor.kubernetes.api.Reply;
import dev.sluice.executor.kubernetes.workload.Labels;
import dev.sluice.executor.kubernetes.workload.Workloads;
import dev.sluice.executor.settings.Fingerprint;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Load-balancer weights in the cluster: as a ConfigMap for each service, with a file for each format, and as an annotation of the
 * object that runs a pool, in thousandths of the service's traffic.
 */
final class WeightObjects implements WeightSink {
    static final String ANNOTATION = "sluice.dev/weight";
    private static final String PREFIX = "sluice-weights-";
    private static final String NAME = "[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*";
    private static final int LONGEST = 253;

    /** Where weights are written. */
    enum Place {
        CONFIGMAP,
        ANNOTATION;

        /** The place of this name; {@link IllegalArgumentException} if there is none. */
        static Place of(String word) {
            return switch (word) {
                case "configmap" -> CONFIGMAP;
                case "annotation" -> ANNOTATION;
                default -> throw new IllegalArgumentException("'" + word + "' is neither configmap nor annotation");
            };
        }
    }

    private final KubernetesApi api;
    private final Workloads workloads;
    private final List<Place> places;
    private final Optional<String> namespace;

    /** @param namespace of the ConfigMaps; empty: that of the object of a service's first pool */
    WeightObjects(KubernetesApi api, Workloads workloads, List<Place> places, Optional<String> namespace) {
        this.api = api;
        this.workloads = workloads;
        this.places = List.copyOf(places);
        this.namespace = namespace;
    }

    @Override
    public void keep(Weights weights, Map<String, String> texts) throws IOException {
        List<Weights.Share> pools = byPool(weights).shares();
        if (places.contains(Place.CONFIGMAP)) {
            String where = namespace.isPresent() || pools.isEmpty()
                    ? namespace.orElse("default")
                    : object(weights.service(), pools.get(0)).ref().namespace();
            configMap(where, weights.service(), texts);
        }
        if (places.contains(Place.ANNOTATION)) {
            for (Weights.Share pool : pools) {
                annotate(object(weights.service(), pool), String.valueOf(pool.weight()));
            }
        }
    }

    private Workloads.Found.One object(String service, Weights.Share pool) throws IOException {
        try {
            Workloads.Found found =
                    workloads.find(new Target(service, pool.backend().pool()));
            if (found instanceof Workloads.Found.One one) {
                return one;
            }
            throw new IOException(((Workloads.Found.None) found).why().message());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void configMap(String namespace, String service, Map<String, String> texts) throws IOException {
        String all = "/api/v1/namespaces/" + namespace + "/configmaps";
        String name = nameOf(service);
        ObjectNode map = JsonNodeFactory.instance.objectNode();
        ObjectNode metadata = map.putObject("metadata");
        metadata.putObject("labels").put("app.kubernetes.io/managed-by", "sluice");
        metadata.putObject("annotations").put(Labels.SERVICE, service);
        ObjectNode data = map.putObject("data");
        texts.forEach(data::put);
        Reply reply = api.patch(all + "/" + name, KubernetesApi.MERGE, map);
        String verb = "patch";
        if (reply.code() == 404) {
            metadata.put("name", name);
            reply = api.post(all, map.deepCopy().put("apiVersion", "v1").put("kind", "ConfigMap"));
            verb = "create";
        }
        check(reply, verb, "configmap " + namespace + "/" + name);
    }

    /** The ConfigMap of a service: after its name, or after a fingerprint of a name that Kubernetes does not allow. */
    static String nameOf(String service) {
        String plain = PREFIX + service;
        return service.matches(NAME) && plain.length() <= LONGEST ? plain : PREFIX + Fingerprint.of(service);
    }

    private void annotate(Workloads.Found.One object, String weight) throws IOException {
        if (object.seen()
                .filter(seen -> weight.equals(seen.annotation(ANNOTATION)))
                .isEmpty()) {
            ObjectNode patch = JsonNodeFactory.instance.objectNode();
            patch.putObject("metadata").putObject("annotations").put(ANNOTATION, weight);
            check(
                    api.patch(object.ref().path(), KubernetesApi.MERGE, patch),
                    "patch",
                    object.ref().toString());
        }
    }

    private static void check(Reply reply, String verb, String what) throws IOException {
        if (!reply.isDone()) {
            String role = reply.code() == 403 ? ". A Role must grant that" : "";
            throw new IOException("cannot " + verb + " " + what + " (" + reply.code() + "): " + reply.message() + role);
        }
    }

    /** The same with one share for each pool. */
    static Weights byPool(Weights weights) {
        Map<String, Backend> pools = new LinkedHashMap<>();
        weights.shares().stream()
                .map(Weights.Share::backend)
                .map(one -> Backend.ofPool(one.pool(), one.ready(), one.perReplica()))
                .forEach(one -> pools.merge(
                        one.pool(), one, (a, b) -> Backend.ofPool(a.pool(), a.ready() + b.ready(), a.perReplica())));
        return Weights.of(weights.service(), Weights.TOTAL, List.copyOf(pools.values()));
    }
}
