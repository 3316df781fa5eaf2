package dev.sluice.executor.kubernetes;

import dev.sluice.executor.Actuator.Observed;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import io.fabric8.kubernetes.client.Config;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** The replicas that a cluster runs, for an executor that somebody else scales for. Nothing is changed. */
public final class ObservedReplicas implements AutoCloseable {
    private final KubernetesActuator cluster;

    private ObservedReplicas(KubernetesActuator cluster) {
        this.cluster = cluster;
    }

    /** Adds the settings that say which cluster and objects: those of the actuator kubernetes of the same names. */
    public static void define(ConfigDef settings) {
        KubernetesSettings.defineObjects(settings);
    }

    /** True if there is something to reach a cluster by: a kubeconfig, or the service account of a pod. */
    public static boolean isConfigured(AbstractConfig settings) {
        if (!settings.getString(KubernetesSettings.KUBECONFIG).isBlank()) {
            return true;
        }
        String inEnvironment = System.getenv("KUBECONFIG");
        return Files.exists(Path.of(Config.KUBERNETES_SERVICE_ACCOUNT_TOKEN_PATH))
                || (inEnvironment == null
                        ? Files.exists(Path.of(System.getProperty("user.home", ""), ".kube", "config"))
                        : !inEnvironment.isBlank());
    }

    /** Looks at the cluster of these settings. It asks the cluster nothing before its first order. */
    public static ObservedReplicas connect(AbstractConfig settings) {
        ConfigDef all = new ConfigDef();
        KubernetesSettings.define(all);
        Map<String, Object> stated = new HashMap<>(settings.originals());
        stated.put(KubernetesSettings.RESIZE_IN_PLACE, "false");
        return of(KubernetesActuator.connect(KubernetesSettings.from(new AbstractConfig(all, stated, false))));
    }

    static ObservedReplicas of(KubernetesActuator cluster) {
        return new ObservedReplicas(cluster);
    }

    /** Replicas of an order's target that are ready and will stay; empty if the cluster does not say. */
    public OptionalInt ready(Order order) {
        return cluster.ready(order);
    }

    /** Why no object of a target is known; empty if one is. */
    public Optional<String> missing(Target target) {
        return cluster.missing(target);
    }

    /** True if all replicas of an order are ready. */
    public boolean isReady(Order order) {
        return cluster.isReady(order);
    }

    /** Replicas of a target that exist, ready or not, as the watch saw them last; empty if it has not seen them. */
    public OptionalInt existing(Target target) {
        return cluster.existing(target);
    }

    /** What the cluster is told to run for these orders, and what runs. */
    public List<Observed> observe(List<Order> inForce) {
        return cluster.observe(inForce);
    }

    @Override
    public void close() {
        cluster.close();
    }
}
