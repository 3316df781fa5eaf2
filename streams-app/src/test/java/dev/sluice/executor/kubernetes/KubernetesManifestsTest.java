package dev.sluice.executor.kubernetes;

import static dev.sluice.executor.kubernetes.Manifests.containers;
import static dev.sluice.executor.kubernetes.Manifests.name;
import static dev.sluice.executor.kubernetes.Manifests.pods;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.marcnuri.helm.Helm;
import dev.sluice.config.KafkaNames;
import dev.sluice.config.Settings;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The plain set and the chart of {@code docker/kubernetes}. */
final class KubernetesManifestsTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Map<String, String> PLURALS = Map.of(
            "NetworkPolicy", "networkpolicies",
            "ClusterRole", "clusterroles",
            "ClusterRoleBinding", "clusterrolebindings",
            "Namespace", "namespaces");

    private static List<JsonNode> set(String which) {
        return switch (which) {
            case "plain" -> joined(Manifests.plain("base"), Manifests.plain("scaled-namespace"));
            case "plain everywhere" -> joined(Manifests.plain("base"), Manifests.plain("all-namespaces"));
            case "plain keda" ->
                joined(joined(Manifests.plain("base"), Manifests.plain("keda")), Manifests.plain("observed-namespace"));
            case "plain controller" -> joined(Manifests.plain("controller"), Manifests.plain("scaled-namespace"));
            case "chart controller" -> Manifests.chart("controller.enabled", "true");
            case "chart keda" -> Manifests.chart("settings.executor\\.actuator", "keda");
            case "chart" -> Manifests.chart();
            default ->
                Manifests.chart("execute.namespaces", "null", "execute.resize", "true", "credentials.SLUICE_X", "y");
        };
    }

    private static List<JsonNode> joined(List<JsonNode> one, List<JsonNode> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "plain everywhere",
                "plain keda",
                "plain controller",
                "chart",
                "chart everywhere",
                "chart keda",
                "chart controller"
            })
    void what_an_object_refers_to_is_there(String which) {
        List<JsonNode> all = set(which);
        Set<String> accounts = names(all, "ServiceAccount");
        for (JsonNode pod : pods(all)) {
            assertThat(accounts)
                    .contains(pod.path("spec").path("serviceAccountName").asText());
            for (JsonNode volume : pod.path("spec").path("volumes")) {
                if (volume.has("configMap")) {
                    assertThat(names(all, "ConfigMap"))
                            .contains(volume.at("/configMap/name").asText());
                }
            }
            for (JsonNode container : containers(pod)) {
                assertThat(names(all, "Secret"))
                        .contains(container.at("/envFrom/0/secretRef/name").asText());
            }
        }
        for (String kind : List.of("RoleBinding", "ClusterRoleBinding")) {
            for (JsonNode binding : Manifests.of(all, kind)) {
                assertThat(names(all, kind.replace("Binding", "")))
                        .contains(binding.at("/roleRef/name").asText());
                assertThat(accounts).contains(binding.at("/subjects/0/name").asText());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "chart"})
    void each_budget_and_policy_selects_the_pods_that_it_is_for(String which) {
        List<JsonNode> all = set(which);
        for (JsonNode budget : Manifests.of(all, "PodDisruptionBudget")) {
            assertThat(selected(all, budget.at("/spec/selector/matchLabels")))
                    .as(name(budget))
                    .isEqualTo(1);
        }
        assertThat(Manifests.of(all, "PodDisruptionBudget")).hasSize(2);
        assertThat(selected(all, Manifests.of(all, "NetworkPolicy").get(0).at("/spec/podSelector/matchLabels")))
                .isEqualTo(2);
        assertThat(selected(all, Manifests.of(all, "Service").get(0).at("/spec/selector")))
                .isEqualTo(1);
    }

    private static long selected(List<JsonNode> all, JsonNode labels) {
        assertThat(labels.size()).isPositive();
        return pods(all).stream()
                .filter(pod -> labels.properties().stream()
                        .allMatch(label -> label.getValue()
                                .equals(pod.at("/metadata/labels").get(label.getKey()))))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "plain everywhere", "chart"})
    void execute_may_do_what_the_actuator_asks_for_and_nothing_else(String which) {
        List<JsonNode> all = set(which);
        List<JsonNode> roles = joined(Manifests.of(all, "Role"), Manifests.of(all, "ClusterRole"));
        assertThat(roles).hasSize(1);
        assertThat(rights(roles.get(0)))
                .containsExactlyInAnyOrder(
                        "apps: deployments,statefulsets: get,list,watch",
                        "apps: deployments/scale,statefulsets/scale: patch",
                        ": pods: get,list,watch,patch");
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain keda", "chart keda"})
    void keda_reaches_execute_which_may_only_look(String which) {
        List<JsonNode> all = set(which);
        assertThat(rights(Manifests.of(all, "Role").get(0)))
                .containsExactlyInAnyOrder("apps: deployments,statefulsets: get,list,watch", ": pods: get,list,watch");
        if (which.startsWith("chart")) {
            assertThat(Manifests.of(all, "ConfigMap").get(0).toString())
                    .contains("executor.actuator=keda\\n", "executor.keda.namespace=default\\n");
        }
        for (String kind : List.of("Service", "NetworkPolicy")) {
            JsonNode own = Manifests.of(all, kind).stream()
                    .filter(one -> name(one).equals("sluice-keda"))
                    .findFirst()
                    .orElseThrow();
            JsonNode pods = own.path("spec").path("selector").isMissingNode()
                    ? own.at("/spec/podSelector/matchLabels")
                    : own.at("/spec/selector");
            assertThat(selected(all, pods)).as(kind).isEqualTo(1);
            assertThat(own.path("spec").findValuesAsText("port")).as(kind).containsExactly("50051");
        }
    }

    @Test
    void with_resize_the_chart_grants_what_resizing_needs() {
        assertThat(rights(Manifests.of(set("chart everywhere"), "ClusterRole").get(0)))
                .contains("apps: deployments,statefulsets: get,list,watch,patch", ": pods/resize: patch");
    }

    @Test
    void with_weights_the_chart_grants_what_writing_them_needs() {
        List<JsonNode> all = Manifests.chart("settings.executor\\.kubernetes\\.weights", "annotation");
        assertThat(rights(Manifests.of(all, "Role").get(0)))
                .contains("apps: deployments,statefulsets: get,list,watch,patch")
                .doesNotContain(": configmaps: create,patch");
        List<JsonNode> map = Manifests.chart("settings.executor\\.kubernetes\\.weights", "configmap");
        assertThat(rights(Manifests.of(map, "Role").get(0)))
                .contains("apps: deployments,statefulsets: get,list,watch", ": configmaps: create,patch");
    }

    private static List<String> rights(JsonNode role) {
        List<String> rights = new ArrayList<>();
        role.path("rules")
                .forEach(rule -> rights.add(words(rule.path("apiGroups")) + ": " + words(rule.path("resources")) + ": "
                        + words(rule.path("verbs"))));
        return rights;
    }

    private static String words(JsonNode list) {
        List<String> words = new ArrayList<>();
        list.forEach(word -> words.add(word.asText()));
        return String.join(",", words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "chart", "plain controller", "chart controller"})
    void pods_are_confined_as_the_standard_restricted_asks(String which) {
        List<JsonNode> pods = pods(set(which));
        assertThat(pods).hasSize(which.endsWith("controller") ? 3 : 2);
        for (JsonNode pod : pods) {
            assertThat(pod.at("/spec/securityContext/runAsNonRoot").asBoolean()).isTrue();
            assertThat(pod.at("/spec/securityContext/seccompProfile/type").asText())
                    .isEqualTo("RuntimeDefault");
            for (JsonNode container : containers(pod)) {
                JsonNode confined = container.path("securityContext");
                assertThat(confined.path("allowPrivilegeEscalation").asBoolean(true))
                        .isFalse();
                assertThat(confined.path("readOnlyRootFilesystem").asBoolean()).isTrue();
                assertThat(confined.at("/capabilities/drop/0").asText()).isEqualTo("ALL");
                assertThat(container.at("/resources/limits/memory").isMissingNode())
                        .isFalse();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain controller", "chart controller"})
    void the_controller_may_see_what_is_declared_and_write_what_became_of_it_and_nothing_else(String which) {
        JsonNode role = Manifests.of(set(which), "ClusterRole").get(0);
        assertThat(rights(role))
                .containsExactlyInAnyOrder(
                        "sluice.dev: scalingpolicies,pools,budgets: get,list,watch",
                        "sluice.dev: scalingpolicies/status,pools/status,budgets/status: patch",
                        ": namespaces: get");
        assertThat(role.path("rules").findValues("resourceNames").toString()).isEqualTo("[[\"kube-system\"]]");
    }

    @Test
    void the_chart_runs_the_same_as_the_plain_set() {
        Comparator<JsonNode> byName =
                Comparator.comparing(pod -> pod.at("/spec/serviceAccountName").asText());
        List<JsonNode> plain =
                pods(set("plain controller")).stream().sorted(byName).toList();
        List<JsonNode> chart =
                pods(set("chart controller")).stream().sorted(byName).toList();
        for (int pod = 0; pod < plain.size(); pod++) {
            List<JsonNode> ours = containers(plain.get(pod));
            for (int i = 0; i < ours.size(); i++) {
                JsonNode theirs = containers(chart.get(pod)).get(i);
                for (String same : List.of("name", "args", "resources", "securityContext", "volumeMounts")) {
                    assertThat(theirs.path(same)).as(same).isEqualTo(ours.get(i).path(same));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"plain", "chart", "chart everywhere"})
    void their_settings_are_valid(String which, @TempDir Path directory) throws Exception {
        String text = Manifests.of(set(which), "ConfigMap")
                .get(0)
                .at("/data/sluice.properties")
                .asText();
        Path file = Files.writeString(directory.resolve("sluice.properties"), text);
        assertThat(Settings.read(file, Map.of(), KafkaNames.clients()).actuator())
                .isEqualTo("kubernetes");
        assertThat(text).contains("executor.kubernetes.namespace=" + (which.endsWith("everywhere") ? "*" : "default"));
    }

    @Test
    void helm_has_nothing_against_the_chart() {
        Manifests.chart();
        var linted = new Helm(
                        Manifests.DIRECTORY.resolve("chart").toAbsolutePath().normalize())
                .lint()
                .call();
        assertThat(linted.isFailed()).as("%s", linted.getMessages()).isFalse();
    }

    @Test
    void a_real_API_server_takes_each_object_and_keeps_each_field() throws Exception {
        try (RealControlPlane cluster = new RealControlPlane("manifests")) {
            Set<JsonNode> taken = new HashSet<>();
            for (String which : List.of(
                    "plain",
                    "plain everywhere",
                    "plain keda",
                    "plain controller",
                    "chart",
                    "chart everywhere",
                    "chart keda",
                    "chart controller")) {
                for (JsonNode object : set(which)) {
                    if (taken.add(object)) {
                        assertTakenWhole(cluster, which, here(object, cluster.namespace()));
                    }
                }
            }
        }
    }

    private static void assertTakenWhole(RealControlPlane cluster, String which, JsonNode sent) throws Exception {
        HttpResponse<String> answer = dryRun(cluster, sent);
        if (answer.code() == 404 && sent.path("apiVersion").asText().equals("policy/v1")) {
            // Kubernetes before 1.21
            answer = dryRun(cluster, ((ObjectNode) sent).put("apiVersion", "policy/v1beta1"));
        }
        assertThat(answer.code())
                .as("%s %s %s: %s", which, sent.path("kind"), name(sent), answer.body())
                .isIn(200, 201);
        assertThat(keeps(JSON.readTree(answer.body()), sent))
                .as("fields of %s %s that the server does not know", sent.path("kind"), name(sent))
                .isEmpty();
    }

    private static JsonNode here(JsonNode object, String namespace) {
        ObjectNode copy = object.deepCopy();
        ObjectNode meta = (ObjectNode) copy.path("metadata");
        if (copy.path("kind").asText().equals("Namespace")) {
            meta.put("name", namespace + "-new");
        } else if (!copy.path("kind").asText().startsWith("Cluster")) {
            meta.put("namespace", namespace);
        }
        return copy;
    }

    private static HttpResponse<String> dryRun(RealControlPlane cluster, JsonNode object) throws Exception {
        String version = object.path("apiVersion").asText();
        String kind = object.path("kind").asText();
        String plural = PLURALS.getOrDefault(kind, kind.toLowerCase(Locale.ROOT) + "s");
        String namespace = object.at("/metadata/namespace").asText("");
        String url = cluster.config().getMasterUrl() + (version.contains("/") ? "apis/" : "api/") + version
                + (namespace.isEmpty() ? "" : "/namespaces/" + namespace) + "/" + plural
                + "?dryRun=All&fieldValidation=Strict";
        HttpClient http = cluster.client().getHttpClient();
        return http.sendAsync(
                        http.newHttpRequestBuilder()
                                .uri(url)
                                .post("application/json", object.toString())
                                .build(),
                        String.class)
                .get(30, TimeUnit.SECONDS);
    }

    /** Paths of {@code wanted} that {@code has} lacks: what a server drops, it does not know. */
    private static Set<String> keeps(JsonNode has, JsonNode wanted) {
        Set<String> lost = new TreeSet<>();
        collect("", has, wanted, lost);
        return lost;
    }

    private static void collect(String path, JsonNode has, JsonNode wanted, Set<String> lost) {
        if (wanted.isObject()) {
            wanted.properties()
                    .forEach(field ->
                            collect(path + "/" + field.getKey(), has.path(field.getKey()), field.getValue(), lost));
        } else if (wanted.isArray()) {
            for (int i = 0; i < wanted.size(); i++) {
                collect(path + "/" + i, has.path(i), wanted.get(i), lost);
            }
        } else if (has.isMissingNode() && !path.startsWith("/stringData")) {
            lost.add(path);
        }
    }

    private static Set<String> names(List<JsonNode> all, String kind) {
        Set<String> names = new TreeSet<>();
        Manifests.of(all, kind).forEach(one -> names.add(name(one)));
        return names;
    }
}
