package dev.sluice.executor.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.executor.WeightSink;
import dev.sluice.executor.kubernetes.api.KubernetesClients;
import io.fabric8.kubernetes.api.model.ConfigMap;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Load-balancer weights in the cluster. */
final class WeightObjectsTest {
    private final PlayedCluster cluster = new PlayedCluster();
    private KubernetesActuator actuator = actuator("weights", "configmap,annotation");

    private KubernetesActuator actuator(String... settings) {
        return new KubernetesActuator(KubernetesClients.of(cluster.config()), Settings.of(settings));
    }

    @AfterEach
    void stop() {
        actuator.close();
        cluster.close();
    }

    private static Weights chat(int cpu, int gpu) {
        return Weights.of(
                "chat",
                Weights.TOTAL,
                List.of(
                        new Backend("cpu", Optional.of("a"), Optional.of(new Address("10.0.0.1", 80)), cpu, 3),
                        new Backend("cpu", Optional.of("b"), Optional.of(new Address("10.0.0.2", 80)), cpu, 3),
                        new Backend("gpu", Optional.empty(), Optional.empty(), gpu, 40)));
    }

    private ConfigMap map(String name) {
        return cluster.client().configMaps().inNamespace("shop").withName(name).get();
    }

    private @Nullable String weight(String deployment) {
        return cluster.deployment(deployment).getMetadata().getAnnotations().get("sluice.dev/weight");
    }

    @Test
    void a_config_map_has_a_file_for_each_format_and_objects_say_the_share_of_their_pool() throws IOException {
        cluster.deployment("chat-cpu", Map.of());
        cluster.deployment("language-model", Map.of("sluice.dev/service", "chat", "sluice.dev/pool", "gpu"));
        WeightSink sink = actuator.weights().orElseThrow();

        sink.keep(chat(1, 0), Map.of("nginx.conf", "upstream chat {}", "weights.json", "{}"));
        assertThat(map("sluice-weights-chat").getData())
                .isEqualTo(Map.of("nginx.conf", "upstream chat {}", "weights.json", "{}"));
        assertThat(weight("chat-cpu")).isEqualTo("1000");
        assertThat(weight("language-model")).isEqualTo("0");

        sink.keep(chat(1, 2), Map.of("weights.json", "{\"total\":1000}"));
        assertThat(map("sluice-weights-chat").getData()).containsEntry("weights.json", "{\"total\":1000}");
        assertThat(weight("chat-cpu")).isEqualTo("70");
        assertThat(weight("language-model")).isEqualTo("930");
        assertThat(cluster.deployment("language-model").getMetadata().getLabels())
                .as("what others wrote stays")
                .containsEntry("sluice.dev/pool", "gpu");
    }

    @Test
    void what_cannot_be_written_is_told_with_the_right_that_is_missing() {
        cluster.answersNext("PATCH", "/api/v1/namespaces/shop/configmaps/sluice-weights-chat", 403, "forbidden");
        WeightSink sink = actuator.weights().orElseThrow();

        assertThatThrownBy(() -> sink.keep(chat(1, 1), Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("cannot patch configmap shop/sluice-weights-chat (403): forbidden. A Role must grant that");
        assertThatThrownBy(() -> sink.keep(chat(1, 1), Map.of()))
                .as("the ConfigMap is written now, and there is no Deployment to annotate")
                .hasMessage("cannot patch deployments.apps shop/chat-cpu (404): ");
        assertThat(map("sluice-weights-chat")).isNotNull();
    }

    @Test
    void with_all_namespaces_a_config_map_is_where_its_service_runs() throws IOException {
        actuator.close();
        actuator = actuator("weights", "configmap", "namespace", "*");
        cluster.deployment("chat-cpu", Map.of());

        actuator.weights().orElseThrow().keep(chat(1, 1), Map.of("weights.json", "{}"));
        assertThat(map("sluice-weights-chat")).isNotNull();
    }

    @Test
    void a_name_that_no_object_may_have_becomes_a_fingerprint() {
        assertThat(WeightObjects.nameOf("shop.web-1")).isEqualTo("sluice-weights-shop.web-1");
        for (String service : List.of("Team/A", "a_b", "-a", "a..b", "é", "x".repeat(250))) {
            assertThat(WeightObjects.nameOf(service)).matches("sluice-weights-[0-9a-f]{16}");
        }
        assertThat(WeightObjects.nameOf("Team/A")).isNotEqualTo(WeightObjects.nameOf("team/a"));
    }

    @Test
    void by_default_nothing_is_written() {
        actuator.close();
        actuator = actuator();
        assertThat(actuator.weights()).isEmpty();
    }
}
