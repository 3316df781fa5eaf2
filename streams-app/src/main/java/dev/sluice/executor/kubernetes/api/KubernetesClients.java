package dev.sluice.executor.kubernetes.api;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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
        Config config = kubeconfig
                .map(file -> read(file, context.orElse(null)))
                .orElseGet(() -> Config.autoConfigure(context.orElse(null)));
        String current = config.getCurrentContext() == null
                ? ""
                : config.getCurrentContext().getName();
        context.filter(name -> !name.equals(current)).ifPresent(name -> {
            throw new IllegalArgumentException("context=" + name + ": "
                    + kubeconfig
                            .map(file -> "there is none of this name in " + file)
                            .orElse("there is none of this name in the kubeconfig"));
        });
        return of(config);
    }

    private static Config read(String file, @Nullable String context) {
        if (!Files.isReadable(Path.of(file))) {
            throw new IllegalArgumentException("kubeconfig=" + file + ": there is no such file, or it may not be read");
        }
        try {
            return Config.fromKubeconfig(context, new File(file));
        } catch (KubernetesClientException e) {
            throw new IllegalArgumentException("kubeconfig=" + file + ": is no kubeconfig: " + e.getMessage(), e);
        }
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
