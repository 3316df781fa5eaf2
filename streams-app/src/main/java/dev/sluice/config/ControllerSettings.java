package dev.sluice.config;

import dev.sluice.executor.settings.SettingRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/**
 * What the controller of custom resources goes by.
 *
 * @param kubeconfig file; empty: as kubectl finds it, else the service account of the pod
 * @param namespaces whose objects are mirrored; empty: all
 * @param cluster name of this cluster in records; empty: the UID of its namespace kube-system
 * @param statusInterval shortest time between two statuses of one object
 * @param perSecond requests per second at the API server; 0: no limit
 */
public record ControllerSettings(
        Optional<String> kubeconfig,
        Optional<String> context,
        List<String> namespaces,
        Optional<String> cluster,
        Duration statusInterval,
        int perSecond) {
    private static final String KUBECONFIG = "controller.kubeconfig";
    private static final String CONTEXT = "controller.context";
    private static final String NAMESPACES = "controller.namespaces";
    private static final String CLUSTER = "controller.cluster";
    private static final String STATUS_INTERVAL_MS = "controller.status.interval.ms";
    private static final String PER_SECOND = "controller.requests.per.second";
    private static final String ALL = "*";

    public ControllerSettings {
        namespaces = List.copyOf(namespaces);
    }

    static ConfigDef define(ConfigDef definition) {
        new SettingRows(definition)
                .text(
                        KUBECONFIG,
                        "",
                        "Kubeconfig file; none: KUBECONFIG or ~/.kube/config, else the service account of the pod.")
                .text(CONTEXT, "", "Context in it; none: its current one.")
                .list(
                        NAMESPACES,
                        ALL,
                        "NAME, …",
                        names -> checked((List<?>) names),
                        "Namespaces whose ScalingPolicies, Pools and Budgets are mirrored; *: all.")
                .text(
                        CLUSTER,
                        "",
                        "Name of this cluster in the records that are written; none: the UID of its namespace kube-system."
                                + " Clusters that share topics need different ones.")
                .count(STATUS_INTERVAL_MS, 10_000, 0, "Shortest time between two statuses of one object.")
                .count(PER_SECOND, 20, 0, "Requests per second that are sent to the API server at most; 0: no limit.");
        return definition;
    }

    static ControllerSettings from(Map<String, ?> all) {
        AbstractConfig read = new AbstractConfig(define(new ConfigDef()), all, false);
        return new ControllerSettings(
                stated(read, KUBECONFIG),
                stated(read, CONTEXT),
                checked(read.getList(NAMESPACES)),
                stated(read, CLUSTER),
                Duration.ofMillis(read.getInt(STATUS_INTERVAL_MS)),
                read.getInt(PER_SECOND));
    }

    private static List<String> checked(List<?> names) {
        List<String> all = names.stream().map(name -> name.toString().strip()).toList();
        if (all.equals(List.of(ALL)) || all.isEmpty()) {
            return List.of();
        }
        for (String name : all) {
            if (!name.matches("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")) {
                throw new IllegalArgumentException("'" + name + "' is no name of a namespace");
            }
        }
        return all;
    }

    private static Optional<String> stated(AbstractConfig read, String name) {
        return Optional.of(read.getString(name).strip()).filter(text -> !text.isEmpty());
    }
}
