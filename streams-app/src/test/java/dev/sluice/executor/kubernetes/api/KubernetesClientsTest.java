package dev.sluice.executor.kubernetes.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KubernetesClientsTest {
    @TempDir
    private Path directory;

    private String file(String text) throws IOException {
        return Files.writeString(directory.resolve("kubeconfig"), text).toString();
    }

    @Test
    void a_kubeconfig_or_context_that_is_not_there_is_told_and_no_other_cluster_is_taken() throws IOException {
        String nowhere = directory.resolve("nowhere").toString();
        assertThatThrownBy(() -> KubernetesClients.connect(Optional.of(nowhere), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("kubeconfig=" + nowhere + ": there is no such file, or it may not be read");

        String odd = file("[1, 2");
        assertThatThrownBy(() -> KubernetesClients.connect(Optional.of(odd), Optional.empty()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("kubeconfig=" + odd + ": is no kubeconfig: ");

        String right = file("""
                apiVersion: v1
                kind: Config
                clusters: [{name: local, cluster: {server: 'https://127.0.0.1:26443'}}]
                users: [{name: admin, user: {token: admin}}]
                contexts: [{name: local, context: {cluster: local, user: admin}}]
                current-context: local
                """);
        assertThatThrownBy(() -> KubernetesClients.connect(Optional.of(right), Optional.of("locale")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("context=locale: there is none of this name in " + right);
        try (KubernetesClient client = KubernetesClients.connect(Optional.of(right), Optional.of("local"))) {
            assertThat(client.getMasterUrl()).hasToString("https://127.0.0.1:26443/");
        }
    }
}
