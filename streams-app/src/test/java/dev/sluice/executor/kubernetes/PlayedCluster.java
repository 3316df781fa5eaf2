package dev.sluice.executor.kubernetes;

import dev.sluice.executor.kubernetes.api.KubernetesClients;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.server.mock.KubernetesMixedDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.ServerRequest;
import io.fabric8.mockwebserver.ServerResponse;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * fabric8's API server in memory, where a Deployment's replicas are ready as soon as they are ordered: this plays its
 * controller and its pods.
 */
public final class PlayedCluster implements AutoCloseable {
    static final String NAMESPACE = "shop";

    private final Map<ServerRequest, Queue<ServerResponse>> answers = new ConcurrentHashMap<>();
    private final KubernetesMockServer server = new KubernetesMockServer(
            new Context(), new MockWebServer(), answers, new KubernetesMixedDispatcher(answers), false);
    private final KubernetesClient client;
    private final SharedIndexInformer<Deployment> controller;

    public PlayedCluster() {
        server.init();
        client = KubernetesClients.of(config());
        controller = client.apps().deployments().inNamespace(NAMESPACE).inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Deployment deployment) {
                makeReady(deployment);
            }

            @Override
            public void onUpdate(Deployment before, Deployment deployment) {
                makeReady(deployment);
            }

            @Override
            public void onDelete(Deployment deployment, boolean unknown) {}
        });
    }

    Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url("/"))
                .withNamespace(NAMESPACE)
                .withTrustCerts(true)
                .withOnlyHttpWatches(false)
                .build();
    }

    public KubernetesClient client() {
        return client;
    }

    /** Scales a deployment, as somebody else would. */
    void scale(String deployment, int replicas) {
        RollableScalableResource<Deployment> target =
                client().apps().deployments().inNamespace(NAMESPACE).withName(deployment);
        try {
            target.scale(replicas);
        } catch (KubernetesClientException e) {
            // the mock may leave a request unanswered while the watches of a client that was closed end
            target.scale(replicas);
        }
    }

    KubernetesMockServer server() {
        return server;
    }

    /** The next request for this path is answered like this. */
    void answersNext(String method, String path, int code, String message) {
        Object status = new StatusBuilder()
                .withCode(code)
                .withStatus("Failure")
                .withMessage(message)
                .build();
        var expectation = method.equals("PATCH")
                ? server.expect().patch()
                : server.expect().get();
        expectation.withPath(path).andReturn(code, status).once();
    }

    private void makeReady(Deployment deployment) {
        Long observed =
                deployment.getStatus() == null ? null : deployment.getStatus().getObservedGeneration();
        if (deployment.getMetadata().getGeneration().equals(observed)) {
            return;
        }
        int replicas = allowed(deployment);
        String status =
                "{\"status\":{\"observedGeneration\":%d,\"replicas\":%d,\"updatedReplicas\":%d,\"readyReplicas\":%d}}"
                        .formatted(deployment.getMetadata().getGeneration(), replicas, replicas, replicas);
        client.apps()
                .deployments()
                .resource(deployment)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), status);
    }

    /** A controller whose pods are refused keeps those that exist. */
    private static int allowed(Deployment deployment) {
        DeploymentStatus status = deployment.getStatus();
        int wanted = deployment.getSpec().getReplicas();
        boolean refused = status != null
                && status.getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("ReplicaFailure"));
        return refused ? Math.min(wanted, status.getReplicas()) : wanted;
    }

    /** A Deployment without replicas and without resources. */
    public Deployment deployment(String name, Map<String, String> labels) {
        return deployment(name, labels, unchanged -> {});
    }

    Deployment deployment(String name, Map<String, String> labels, Consumer<DeploymentBuilder> change) {
        DeploymentBuilder builder = new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .withLabels(labels)
                .endMetadata()
                .withNewSpec()
                .withReplicas(0)
                .withNewSelector()
                .withMatchLabels(Map.of("app", name))
                .endSelector()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(Map.of("app", name))
                .endMetadata()
                .withNewSpec()
                .addNewContainer()
                .withName("server")
                .withImage("registry.example/" + name)
                .endContainer()
                .endSpec()
                .endTemplate()
                .endSpec();
        change.accept(builder);
        return client.resource(builder.build()).create();
    }

    public Deployment deployment(String name) {
        return client.apps().deployments().inNamespace(NAMESPACE).withName(name).get();
    }

    @Override
    public void close() {
        controller.stop();
        client.close();
        // it waits for connections that nobody needs any more
        Thread ending = new Thread(server::destroy, "end of a played cluster");
        ending.setUncaughtExceptionHandler((thread, late) -> {});
        ending.setDaemon(true);
        ending.start();
    }
}
