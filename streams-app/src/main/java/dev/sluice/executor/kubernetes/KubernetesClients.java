package dev.sluice.executor.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.File;
import java.util.Optional;

/** Clients of the API server. */
public final class KubernetesClients {
    private KubernetesClients() {}

    /**
     * A client for a cluster. It asks the cluster nothing yet.
     *
     * @param kubeconfig file; empty: as kubectl finds it, else the service account of the pod
     * @param context in it; empty: its current one
     */
    public static KubernetesClient connect(Optional<String> kubeconfig, Optional<String> context) {
        return of(kubeconfig
                .map(file -> Config.fromKubeconfig(context.orElse(null), new File(file)))
                .orElseGet(() -> Config.autoConfigure(context.orElse(null))));
    }

    /** A client that tries each request once: who asks and watches has retries of their own. */
    public static KubernetesClient of(Config config) {
        return new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withRequestRetryBackoffLimit(0)
                        .withWatchReconnectInterval(500)
                        .build())
                .withHttpClientFactory(new JdkHttpClientFactory())
                .build();
    }
}
