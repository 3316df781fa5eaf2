package dev.sluice.controller;

import dev.sluice.controller.crd.InstalledDefinitions;
import dev.sluice.executor.kubernetes.RealControlPlane;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;

/** The controller on a real API server. */
final class RealControllerTest extends ControllerContract {
    private final RealControlPlane cluster = new RealControlPlane("mirror");

    RealControllerTest() {
        InstalledDefinitions.install(cluster.client());
    }

    @Override
    KubernetesClient client() {
        return cluster.client();
    }

    @Override
    KubernetesClient ownClient() {
        return KubernetesClients.of(cluster.config());
    }

    @Override
    String namespace() {
        return cluster.namespace();
    }

    @AfterEach
    void end() {
        cluster.close();
    }
}
