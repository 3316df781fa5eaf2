package dev.sluice.controller;

import dev.sluice.controller.crd.CustomResource;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.CustomResourceDefinitionContext;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;

/** The controller on fabric8's API server in memory. */
final class PlayedControllerTest extends ControllerContract {
    private final Map<ServerRequest, Queue<ServerResponse>> answers = new ConcurrentHashMap<>();
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers, definitions()), false);
    private final KubernetesClient client;

    PlayedControllerTest() {
        server.init();
        client = ownClient();
    }

    private static List<CustomResourceDefinitionContext> definitions() {
        return List.of(CustomResource.values()).stream()
                .map(resource -> new CustomResourceDefinitionContext.Builder()
                        .withGroup(CustomResource.GROUP)
                        .withVersion(CustomResource.VERSION)
                        .withKind(resource.kind().written())
                        .withPlural(resource.plural())
                        .withScope("Namespaced")
                        .withStatusSubresource(true)
                        .build())
                .toList();
    }

    @Override
    KubernetesClient client() {
        return client;
    }

    @Override
    KubernetesClient ownClient() {
        return KubernetesClients.of(new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url("/"))
                .withNamespace(namespace())
                .withTrustCerts(true)
                .withOnlyHttpWatches(false)
                .build());
    }

    @Override
    String namespace() {
        return "shop";
    }

    @AfterEach
    void end() {
        client.close();
        Thread ending = new Thread(server::destroy, "end of a played server");
        ending.setUncaughtExceptionHandler((thread, late) -> {});
        ending.setDaemon(true);
        ending.start();
    }
}
