package dev.sluice.executor.kubernetes;

import dev.sluice.executor.kubernetes.resize.ContainerResources;
import dev.sluice.executor.kubernetes.workload.Kind;
import dev.sluice.executor.kubernetes.workload.TargetTemplate;
import dev.sluice.executor.kubernetes.workload.Workloads;
import dev.sluice.executor.settings.SettingRows;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What the actuator goes by.
 *
 * @param kubeconfig file; empty: the usual places, then the pod's service account
 * @param context of the kubeconfig; empty: its current one
 * @param namespace of the objects; empty: that of the context or pod; {@code *}: all
 * @param kinds whose labels are looked at
 * @param perSecond requests per second; 0: no limit
 * @param burst requests at once after a rest
 * @param timeout of one request
 * @param unschedulableAfter how long a pod may be without a node before that counts as a lack of capacity
 * @param resizeInPlace whether CPU and memory of pods are changed while they run, where the server can do that
 * @param weights where load-balancer weights are written
 * @param deletionCost whether pods are marked for their end before a scale-down
 */
record KubernetesSettings(
        Optional<String> kubeconfig,
        Optional<String> context,
        String namespace,
        TargetTemplate template,
        List<Kind> kinds,
        int perSecond,
        int burst,
        Duration timeout,
        Duration unschedulableAfter,
        boolean deletionCost,
        boolean resizeInPlace,
        List<WeightObjects.Place> weights,
        ContainerResources.Names resources) {
    static final String KUBECONFIG = "kubeconfig";
    private static final String CONTEXT = "context";
    private static final String NAMESPACE = "namespace";
    private static final String TARGET = "target";
    private static final String KINDS = "kinds";
    private static final String PER_SECOND = "requests.per.second";
    private static final String BURST = "requests.burst";
    private static final String TIMEOUT_MS = "request.timeout.ms";
    private static final String UNSCHEDULABLE_AFTER_MS = "unschedulable.after.ms";
    private static final String DELETION_COST = "deletion.cost";
    static final String RESIZE_IN_PLACE = "resize.in.place";
    private static final String WEIGHTS = "weights";
    private static final String GPU = "gpu.resource";
    private static final String GPU_MEMORY = "gpu.memory.resource";

    KubernetesSettings {
        kinds = List.copyOf(kinds);
        weights = List.copyOf(weights);
    }

    /** Defines which cluster and objects. */
    static void defineObjects(ConfigDef settings) {
        new SettingRows(settings)
                .text(
                        KUBECONFIG,
                        "",
                        "Kubeconfig file; none: KUBECONFIG or ~/.kube/config, else the service account of the pod.")
                .text(CONTEXT, "", "Context in it; none: its current one.")
                .text(NAMESPACE, "", "Namespace of the objects; none: that of the context or of the pod; *: all.")
                .readable(
                        TARGET,
                        "deployment/{service}",
                        "kind/name with {service} and, if wanted, {pool}",
                        text -> TargetTemplate.parse(text.toString()),
                        "Object of a service that no object is labelled for. The kind is deployment, statefulset or"
                                + " plural.group, as in rollouts.argoproj.io. A name without {pool} gets -POOL at its end if"
                                + " the service has pools.")
                .list(
                        KINDS,
                        "deployment,statefulset",
                        "a list of kinds",
                        words -> kinds((List<?>) words),
                        "Kinds of objects that are looked at for the label sluice.dev/service.")
                .count(TIMEOUT_MS, 10_000, 1, "How long one request may take.");
    }

    static void define(ConfigDef settings) {
        defineObjects(settings);
        new SettingRows(settings)
                .count(PER_SECOND, 100, 0, "Requests per second that are sent to the API server at most; 0: no limit.")
                .count(BURST, 200, 1, "Requests that may be sent at once after a rest.")
                .count(
                        UNSCHEDULABLE_AFTER_MS,
                        300_000,
                        1,
                        "How long a pod may be without a node before the cluster counts as full. Until then a cluster"
                                + " autoscaler may be adding one.");
        flag(
                settings,
                DELETION_COST,
                "Whether pods that are to end are marked before a Deployment is scaled down, with"
                        + " controller.kubernetes.io/pod-deletion-cost.");
        flag(
                settings,
                RESIZE_IN_PLACE,
                "Whether CPU and memory of pods are changed while they run, if the server is 1.33 or newer. Else, and where a"
                        + " node cannot do it, pods are replaced.");
        new SettingRows(settings)
                .list(
                        WEIGHTS,
                        "",
                        "a list of `configmap`, `annotation`",
                        words -> places((List<?>) words),
                        "Where load-balancer weights are written in the cluster; none: nowhere. See weights.md.")
                .text(GPU, "nvidia.com/gpu", "Name of the extended resource for GPUs.")
                .text(
                        GPU_MEMORY,
                        "",
                        "Name of the extended resource for GPU memory, counted in MiB; none: GPU memory is not set.");
    }

    private static void flag(ConfigDef settings, String name, String meaning) {
        settings.define(
                name,
                ConfigDef.Type.STRING,
                "true",
                ConfigDef.ValidString.in("true", "false"),
                ConfigDef.Importance.MEDIUM,
                meaning);
    }

    static KubernetesSettings from(AbstractConfig read) {
        return new KubernetesSettings(
                stated(read, KUBECONFIG),
                stated(read, CONTEXT),
                read.getString(NAMESPACE).strip(),
                TargetTemplate.parse(read.getString(TARGET)),
                kinds(read.getList(KINDS)),
                read.getInt(PER_SECOND),
                read.getInt(BURST),
                Duration.ofMillis(read.getInt(TIMEOUT_MS)),
                Duration.ofMillis(read.getInt(UNSCHEDULABLE_AFTER_MS)),
                Boolean.parseBoolean(read.getString(DELETION_COST)),
                Boolean.parseBoolean(read.getString(RESIZE_IN_PLACE)),
                places(read.getList(WEIGHTS)),
                new ContainerResources.Names(
                        read.getString(GPU).strip(), read.getString(GPU_MEMORY).strip()));
    }

    /** The namespace whose objects are looked at; empty: all. */
    Optional<String> namespaceOf(KubernetesClient client) {
        if (namespace.equals("*")) {
            return Optional.empty();
        }
        String own = client.getNamespace() == null ? "default" : client.getNamespace();
        return Optional.of(namespace.isEmpty() ? own : namespace);
    }

    /** Which objects are looked at through a client. */
    Workloads.Selection selectionFor(KubernetesClient client) {
        return new Workloads.Selection(namespaceOf(client), kinds, template, timeout);
    }

    private static Optional<String> stated(AbstractConfig read, String name) {
        return Optional.of(read.getString(name).strip()).filter(text -> !text.isEmpty());
    }

    private static List<WeightObjects.Place> places(List<?> words) {
        return words.stream()
                .map(word -> WeightObjects.Place.of(word.toString().strip()))
                .distinct()
                .toList();
    }

    private static List<Kind> kinds(List<?> words) {
        return words.stream()
                .map(word -> Kind.parse(word.toString().strip()))
                .distinct()
                .toList();
    }
}
