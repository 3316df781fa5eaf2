package dev.sluice.config.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.foreign.object.Remark;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.ManifestText;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.Mode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.Resources;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingRules;
import dev.sluice.sizing.Objective;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForeignImportTest {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              template:
                spec:
                  containers:
                  - {name: server, resources: {requests: {cpu: 250m}}}
                  - {name: proxy, resources: {limits: {cpu: 1}}}
            """;

    private static final String HPA = """
            apiVersion: autoscaling/v2
            kind: HorizontalPodAutoscaler
            metadata: {name: web-hpa}
            spec:
              scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              minReplicas: 2
              maxReplicas: 10
              metrics:
              - type: Resource
                resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
              - type: Pods
                pods: {metric: {name: http_requests_per_second}, target: {type: AverageValue, averageValue: 1500m}}
              behavior:
                scaleDown:
                  stabilizationWindowSeconds: 120
                  selectPolicy: Min
                  policies: [{type: Percent, value: 10, periodSeconds: 60}, {type: Pods, value: 4, periodSeconds: 30}]
                scaleUp: {tolerance: 0.05}
            """;

    private static final String SCALED_OBJECT = """
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata: {name: orders-scaler}
            spec:
              scaleTargetRef: {name: orders}
              pollingInterval: 15
              cooldownPeriod: 90
              minReplicaCount: 0
              maxReplicaCount: 50
              fallback: {failureThreshold: 3, replicas: 3}
              triggers:
              - type: kafka
                authenticationRef: {name: kafka-login}
                metadata: {bootstrapServers: "kafka:9092", topic: orders, lagThreshold: "100"}
              - type: cron
                metadata: {timezone: Asia/Seoul, start: 0 9 * * 1-5, end: 0 21 * * 1-5, desiredReplicas: "10"}
            """;

    private static final String VPA = """
            apiVersion: autoscaling.k8s.io/v1
            kind: VerticalPodAutoscaler
            metadata: {name: web-vpa}
            spec:
              targetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
              updatePolicy: {updateMode: Auto}
              resourcePolicy:
                containerPolicies:
                - containerName: server
                  minAllowed: {cpu: 100m, memory: 128Mi}
                  maxAllowed: {cpu: 2, memory: 4Gi}
            """;

    @TempDir
    private Path directory = Path.of("");

    private static Imported read(String text) {
        return ForeignImport.of(Map.of("in.yaml", text), "{name}");
    }

    private static Imported.Policy one(String text) {
        Imported imported = read(text);
        assertThat(imported.problems()).isEmpty();
        assertThat(imported.policies()).hasSize(1);
        return imported.policies().get(0);
    }

    private static ScalingPolicy policy(String text) {
        return one(text).policy();
    }

    private static String remarks(String text) {
        return String.join(
                "\n", one(text).remarks().stream().map(Remark::toString).toList());
    }

    private static Demand demand(Signal signal, double perReplica) {
        return new Demand(signal, OptionalDouble.of(perReplica), Optional.empty());
    }

    @Test
    void an_hpa_with_its_deployment() {
        ScalingPolicy policy = policy(DEPLOYMENT + "---\n" + HPA);

        assertThat(policy.service()).isEqualTo("web");
        assertThat(policy.mode()).isEqualTo(Mode.ADVISE);
        assertThat(policy.replicas()).isEqualTo(new Bounds(2, 10));
        assertThat(policy.demand())
                .as("70 % of the 1.25 cores that a replica requests")
                .isEqualTo(demand(Signal.CPU, 0.875));
        assertThat(policy.more()).containsExactly(demand(Signal.REQUESTS, 1.5));
        assertThat(policy.up())
                .isEqualTo(
                        new ScalingRules(Duration.ZERO, ScalingRules.Select.MAX, List.of(), OptionalDouble.of(0.05)));
        assertThat(policy.down())
                .isEqualTo(new ScalingRules(
                        Duration.ofMinutes(2),
                        ScalingRules.Select.MIN,
                        List.of(
                                new RateLimit(RateLimit.Unit.PERCENT, 10, Duration.ofMinutes(1)),
                                new RateLimit(RateLimit.Unit.REPLICAS, 4, Duration.ofSeconds(30))),
                        OptionalDouble.empty()));
    }

    @Test
    void an_hpa_alone_does_not_say_how_much_cpu_that_is() {
        assertThat(policy(HPA).demand()).isEqualTo(new Demand(Signal.CPU, OptionalDouble.empty(), Optional.empty()));
        assertThat(remarks(HPA)).contains("spec.metrics[0].resource: demand.perReplica is 70 % of the CPU");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "apiVersion: autoscaling/v1;targetCPUUtilizationPercentage: 70",
                "apiVersion: autoscaling/v2beta1;metrics: [{type: Resource, resource: {name: cpu, targetAverageUtilization: 70}}]",
                "apiVersion: autoscaling/v2beta2;metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}}]",
                "apiVersion: autoscaling/v2;metrics: [{type: ContainerResource, containerResource: {name: cpu, container: server, target: {type: Utilization, averageUtilization: 70}}}]",
                "apiVersion: autoscaling/v2;metrics: [{type: Resource, resource: {name: cpu, target: {type: AverageValue, averageValue: 875m}}}]"
            })
    void cpu_in_every_version_of_an_hpa(String versionAndMetrics) {
        String[] parts = versionAndMetrics.split(";");
        ScalingPolicy policy = policy(DEPLOYMENT + "---\n" + parts[0] + """

                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  scaleTargetRef: {kind: Deployment, name: web}
                  maxReplicas: 10
                """ + "  " + parts[1] + "\n");

        assertThat(policy.replicas()).isEqualTo(new Bounds(1, 10));
        assertThat(policy.demand()).isEqualTo(demand(Signal.CPU, 0.875));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http_requests_per_second | REQUESTS | 60",
                "requests_per_minute | REQUESTS | 1",
                "nginx_active_connections | CONCURRENCY | 60",
                "vllm:num_requests_running | CONCURRENCY | 60",
                "vllm:num_requests_waiting | BACKLOG | ",
                "rabbitmq_queue_messages_ready | BACKLOG | ",
                "generated_tokens_per_second | UNITS | 60",
                "DCGM_FI_DEV_GPU_UTIL | GPU | ",
                "http_request_duration_seconds_p95 | | ",
                "kv_cache_usage_perc | | "
            })
    void a_metric_is_taken_for_what_its_name_tells(String name, Signal signal, Double perReplica) {
        String hpa = """
                kind: HorizontalPodAutoscaler
                spec:
                  scaleTargetRef: {name: web}
                  maxReplicas: 10
                  metrics:
                  - {type: Pods, pods: {metric: {name: "%s"}, target: {type: AverageValue, averageValue: 60}}}
                """.formatted(name);

        Demand expected = new Demand(
                signal == null ? Signal.REQUESTS : signal,
                perReplica == null ? OptionalDouble.empty() : OptionalDouble.of(perReplica),
                Optional.empty());
        assertThat(policy(hpa).demand()).isEqualTo(expected);
        assertThat(remarks(hpa)).contains("spec.metrics[0].pods");
    }

    @Test
    void a_scaled_object_with_a_queue_and_a_schedule() {
        Imported.Policy imported = one(SCALED_OBJECT);
        ScalingPolicy policy = imported.policy();

        assertThat(policy.service()).isEqualTo("orders");
        assertThat(policy.replicas()).isEqualTo(new Bounds(0, 50));
        assertThat(policy.demand().signal()).isEqualTo(Signal.BACKLOG);
        assertThat(policy.tuning().idleWindow()).hasValue(Duration.ofSeconds(90));
        assertThat(imported.commands())
                .containsExactly(
                        "sluice override orders schedule --start '0 9 * * 1-5' --end '0 21 * * 1-5' --zone Asia/Seoul"
                                + " --min 10 --reason 'from KEDA' --config sluice.properties");
        assertThat(remarks(SCALED_OBJECT))
                .contains(
                        "spec.pollingInterval (15)",
                        "spec.fallback ({failureThreshold=3, replicas=3})",
                        "spec.triggers[0].metadata.lagThreshold (100)",
                        "spec.triggers[0].authenticationRef",
                        "spec.triggers[1].metadata: is a schedule");
    }

    @Test
    void keda_s_defaults_and_older_forms() {
        ScalingPolicy policy = policy("""
                apiVersion: keda.k8s.io/v1alpha1
                kind: ScaledObject
                spec:
                  scaleTargetRef: {deploymentName: twitter}
                  idleReplicaCount: 0
                  minReplicaCount: 3
                  triggers:
                  - {type: rabbitmq, metadata: {mode: MessageRate, value: "20", queueName: tweets}}
                  - {type: cpu, metricType: AverageValue, metadata: {value: 500m}}
                  - type: prometheus
                    metadata: {metricName: x, threshold: "4", query: 'sum(in_flight{app="a"})'}
                """);

        assertThat(policy.service()).isEqualTo("twitter");
        assertThat(policy.replicas()).isEqualTo(new Bounds(0, 100));
        assertThat(policy.demand()).isEqualTo(demand(Signal.REQUESTS, 20));
        assertThat(policy.more()).containsExactly(demand(Signal.CPU, 0.5), demand(Signal.CONCURRENCY, 4));
    }

    @Test
    void a_vpa_adds_to_the_policy_of_what_it_sizes() {
        ScalingPolicy both = policy(VPA + "---\n" + HPA);
        assertThat(both.replicas()).isEqualTo(new Bounds(2, 10));
        assertThat(both.placement().size().orElseThrow()).satisfies(size -> {
            assertThat(size.mode()).isEqualTo(Mode.ADVISE);
            assertThat(size.least()).hasValue(new Resources(0.1, 128L << 20, 0, 0, 0));
            assertThat(size.most()).hasValue(new Resources(2, 4L << 30, 0, 0, 0));
        });

        assertThat(policy(VPA).replicas()).isEqualTo(new Bounds(1, 10));
        assertThat(remarks(VPA)).contains("spec: says nothing of a replica count: 1 to 10 is assumed");
        assertThat(remarks(VPA.replace(": Auto", ": Off")))
                .as("YAML reads a plain Off as false")
                .doesNotContain("updateMode");
    }

    @Test
    void lists_and_what_a_server_adds_are_read() {
        String list = """
                {"apiVersion": "v1", "kind": "List", "items": [
                 {"kind": "HorizontalPodAutoscaler",
                  "metadata": {"name": "keda-hpa-orders", "ownerReferences": [{"kind": "ScaledObject", "name": "orders"}]},
                  "spec": {"maxReplicas": 3, "scaleTargetRef": {"name": "orders"}}},
                 {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler",
                  "metadata": {"name": "web", "uid": "1", "creationTimestamp": "2026-03-01T12:00:00Z", "resourceVersion": "7",
                               "managedFields": [{"manager": "kubectl"}]},
                  "spec": {"maxReplicas": 3, "minReplicas": null, "scaleTargetRef": {"name": "web"},
                           "metrics": [{"type": "Resource", "resource": {"name": "cpu", "target": {"averageValue": "500m"}}}]},
                  "status": {"currentReplicas": 2}}]}
                """;

        Imported imported = read(list);
        assertThat(imported.policies()).singleElement().satisfies(one -> {
            assertThat(one.policy().service()).isEqualTo("web");
            assertThat(one.remarks()).isEmpty();
        });
        assertThat(imported.passedOver())
                .containsExactly("in.yaml: HorizontalPodAutoscaler keda-hpa-orders is skipped: KEDA made it from a"
                        + " ScaledObject");
    }

    @Test
    void what_states_no_demand_says_what_is_assumed() {
        Imported imported = read("""
                kind: HorizontalPodAutoscaler
                spec: {maxReplicas: 3, scaleTargetRef: {name: bare}}
                ---
                kind: ScaledObject
                spec: {maxReplicaCount: 3, scaleTargetRef: {name: idle}, triggers: []}
                """);
        assertThat(imported.policies())
                .extracting(one -> one.policy().demand().signal() + " "
                        + one.remarks().stream().map(Remark::toString).toList())
                .containsExactly(
                        "CPU [spec: states no metric: HPA's default is taken, CPU at 80 %, spec: demand.perReplica is 80 % of"
                                + " the CPU that one replica requests, in cores; no file says how much that is]",
                        "REQUESTS [spec: tells no demand: requests are assumed]");
    }

    @Test
    void a_length_for_each_replica_and_a_mode_of_a_queue_are_no_addresses() {
        Imported imported = read("""
                kind: ScaledObject
                spec:
                  maxReplicaCount: 3
                  scaleTargetRef: {name: orders}
                  triggers:
                  - {type: rabbitmq, metadata: {queueName: orders, mode: PublishedToDeliveredRatio, value: "1"}}
                """);
        assertThat(imported.policies().get(0).remarks())
                .extracting(Remark::toString)
                .contains(
                        "spec.triggers[0].metadata.value (1): has no counterpart: a policy states no length for each replica",
                        "spec.triggers[0].metadata.mode (PublishedToDeliveredRatio): has no counterpart: what waits in the"
                                + " queue counts",
                        "spec.triggers[0].metadata.queueName (orders): says where KEDA reads; Sluice gets demand from reports");
    }

    @Test
    void other_kinds_are_skipped_for_what_they_are() {
        Imported imported = read("""
                {kind: ScaledJob, metadata: {name: images}}
                ---
                {kind: HorizentalPodAutoscaler, metadata: {name: web}}
                ---
                {kind: HorizontalPodAutoscaler, metadata: {name: many}, spec: {maxReplicas: 2147483647, scaleTargetRef: {name: a}}}
                """);
        assertThat(imported.passedOver())
                .containsExactly(
                        "in.yaml: ScaledJob images is skipped: it starts jobs, and has no replicas to scale",
                        "in.yaml document 2: HorizentalPodAutoscaler web is skipped: only HorizontalPodAutoscaler, ScaledObject,"
                                + " VerticalPodAutoscaler are read; did you mean HorizontalPodAutoscaler?");
        assertThat(imported.problems())
                .containsExactly(
                        "in.yaml document 3: HorizontalPodAutoscaler many: spec.maxReplicas 2147483647 is more than"
                                + " Sluice counts");
    }

    @Test
    void a_list_says_once_of_which_kind_its_items_are() {
        String list = """
                {"apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscalerList", "metadata": {"resourceVersion": "9"},
                 "items": [
                 {"metadata": {"name": "web"}, "spec": {"maxReplicas": 3, "scaleTargetRef": {"name": "web"}}},
                 {"metadata": {"name": "api"}, "spec": {"maxReplicas": 4, "scaleTargetRef": {"name": "api"}}}]}
                """;

        Imported imported = read(list);
        assertThat(imported.passedOver()).isEmpty();
        assertThat(imported.policies())
                .extracting(one ->
                        one.policy().service() + " " + one.policy().replicas().max())
                .containsExactly("web 3", "api 4");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kind: HorizontalPodAutoscaler\nmetadata: &m {name: a, x: *m}\nspec: {}",
                "kind: List\nitems: &all\n- *all",
                "&all\n- [[*all]]"
            })
    void an_alias_inside_of_what_it_stands_for_is_told(String text) {
        assertThat(read(text + "\n---\n" + HPA).problems())
                .containsExactly("in.yaml: an alias stands inside of what it stands for");
    }

    @Test
    void what_cannot_be_read_is_told_and_hides_nothing_else() {
        Imported imported = read("""
                kind: HorizontalPodAutoscaler
                metadata: {name: {{ .Values.name }}}
                ---
                {{- if .Values.enabled }}
                kind: ScaledObject
                ---
                kind: HorizontalPodAutoscaler
                metadata: {name: late}
                spec: {maxReplicas: "${MAX}", scaleTargetRef: {name: late}}
                ---
                kind: HorizontalPodAutoscaler
                spec: {maxReplicas: 2, minReplicas: 5, scaleTargetRef: {name: crossed}}
                ---
                kind: HorizontalPodAutoscaler
                spec: {maxReplicas: ten, scaleTargetRef: {name: worded}}
                ---
                kind: VerticalPodAutoscaler
                spec: {targetRef: {kind: Deployment}}
                ---
                a: b: c
                ---
                just a word
                ---
                kind: Service
                metadata: {name: web, namespace: shop}
                ---
                replicaCount: 2
                ---
                """ + HPA + "---\n" + HPA.replace("{name: web-hpa}", "{name: web-2}"));

        assertThat(imported.policies())
                .extracting(one -> one.policy().service())
                .containsExactly("web");
        assertThat(imported.problems())
                .containsExactly(
                        "in.yaml: line 2 is a template: render it first, as in helm template CHART | sluice import -f -",
                        "in.yaml document 2: line 4 is a template: render it first, as in helm template CHART | sluice import -f -",
                        "in.yaml document 7: line 20 is not valid YAML: mapping values are not allowed here",
                        "in.yaml document 8: is no Kubernetes object",
                        "in.yaml document 3: HorizontalPodAutoscaler late: spec.maxReplicas '${MAX}' is a placeholder: fill it in"
                                + " first",
                        "in.yaml document 4: HorizontalPodAutoscaler: replicas.max must be at least 1 and replicas.min, it is 2"
                                + " with min 5",
                        "in.yaml document 5: HorizontalPodAutoscaler: spec.maxReplicas 'ten' is no whole number",
                        "in.yaml document 12: HorizontalPodAutoscaler web-2: a policy for web comes already from"
                                + " HorizontalPodAutoscaler web-hpa in in.yaml document 11",
                        "in.yaml document 6: VerticalPodAutoscaler: spec.targetRef.name is missing");
        assertThat(imported.passedOver())
                .containsExactly(
                        "in.yaml document 9: Service shop/web is skipped: only HorizontalPodAutoscaler, ScaledObject, VerticalPodAutoscaler are read",
                        "in.yaml document 10: a document is skipped: it has no kind");
    }

    @Test
    void the_place_of_a_character_that_yaml_does_not_have_is_told() {
        assertThat(read("kind: ConfigMap\n---\nkind: Secret\ndata: \uD83D\uDE80\u0000\n")
                        .problems())
                .containsExactly("in.yaml document 2: line 4 is not valid YAML: character U+0000");
    }

    @Test
    void a_target_of_a_trigger_that_tells_no_signal_is_told() {
        assertThat(remarks("""
                kind: ScaledObject
                spec:
                  scaleTargetRef: {name: web}
                  maxReplicaCount: 5
                  triggers: [{type: kubernetes-workload, metadata: {podSelector: app=web, value: '3'}}]
                """))
                .contains("spec.triggers[0].metadata.value (3): is a target of this trigger, and a policy has none");
    }

    @Test
    void a_metric_that_is_no_demand_is_told_with_its_target() {
        assertThat(remarks("""
                kind: HorizontalPodAutoscaler
                spec:
                  scaleTargetRef: {name: web}
                  maxReplicas: 5
                  metrics:
                  - {type: Resource, resource: {name: memory, target: {type: Utilization, averageUtilization: 80}}}
                  - {type: Pods, pods: {metric: {name: custom_metric}, target: {type: AverageValue, averageValue: 500m}}}
                """))
                .contains("spec.metrics[0].resource (memory 80 %): memory is no demand")
                .contains("spec.metrics[1].pods (custom_metric 0.500): the name tells no signal of Sluice");
    }

    @Test
    void services_of_several_namespaces_have_their_own_names() {
        String two = HPA.replace("{name: web-hpa}", "{name: web, namespace: eu}")
                + "---\n"
                + HPA.replace("{name: web-hpa}", "{name: web, namespace: us}");

        assertThat(read(two).problems()).singleElement().asString().contains("use --name '{namespace}-{name}'");
        assertThat(ForeignImport.of(Map.of("in.yaml", two), "{namespace}-{name}")
                        .policies())
                .extracting(one -> one.policy().service())
                .containsExactly("eu-web", "us-web");
    }

    /** A field that nobody thought of, anywhere, is told by its path. */
    @Test
    void no_field_is_lost_without_a_word() throws IOException {
        Random random = new Random(11);
        for (String text : List.of(HPA, SCALED_OBJECT, VPA)) {
            for (int i = 0; i < 200; i++) {
                String key = "unheardOf" + i;
                String changed = Insertion.into(text, key, random);
                Imported imported = read(changed);
                String all = imported.policies().stream()
                                .flatMap(one -> one.remarks().stream())
                                .map(Remark::toString)
                                .reduce("", (a, b) -> a + "\n" + b)
                        + imported.problems();
                assertThat(all).as(changed).contains(key);
            }
        }
    }

    /** Bytes may be anything: there is an end, and what is written is always valid. */
    @Test
    void whatever_the_file_each_policy_written_is_valid() throws IOException {
        Random random = new Random(5);
        String all = String.join("---\n", List.of(DEPLOYMENT, HPA, SCALED_OBJECT, VPA));
        int written = 0;
        for (int i = 0; i < 300; i++) {
            StringBuilder text = new StringBuilder(all);
            for (int changes = random.nextInt(6); changes > 0; changes--) {
                int at = random.nextInt(text.length());
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, "-0:{}[]'\"# \n".charAt(random.nextInt(11)));
                    case 2 -> text.setCharAt(at, (char) ('0' + random.nextInt(10)));
                    default -> text.replace(at, Math.min(text.length(), at + 5), "null");
                }
            }
            for (Imported.Policy one : read(text.toString()).policies()) {
                Path file = Files.writeString(
                        directory.resolve("policy.yaml"), ManifestText.yaml(new Manifest.OfService(one.policy())));
                assertThat(Manifests.policies(List.of(file))).as("%s", text).containsExactly(one.policy());
                written++;
            }
        }
        assertThat(written).isGreaterThan(300);
    }

    private static String kafka(String... triggers) {
        return """
                apiVersion: keda.sh/v1alpha1
                kind: ScaledObject
                metadata: {name: order-worker}
                spec:
                  scaleTargetRef: {name: order-worker}
                  maxReplicaCount: 24
                  triggers:
                """ + String.join("", triggers);
    }

    private static String trigger(String metadata) {
        return "  - type: kafka\n    metadata: {bootstrapServers: 'kafka:9092', " + metadata + "}\n";
    }

    @Test
    void the_lag_of_a_consumer_group_is_taken_over_with_its_topics() {
        Imported.Policy imported = one(kafka(
                "  - type: cpu\n    metricType: AverageValue\n    metadata: {value: '0.5'}\n",
                trigger("consumerGroup: workers, topic: orders, lagThreshold: '50', allowIdleConsumers: 'true'"),
                trigger("consumerGroup: workers, topic: returns, limitToPartitionsWithLag: 'true',"
                        + " excludePersistentLag: 'true', offsetResetPolicy: earliest"),
                trigger("consumerGroup: others, topic: orders")));

        ScalingPolicy policy = imported.policy();
        assertThat(policy.demand().signal()).isEqualTo(Signal.LAG);
        assertThat(policy.demand().group())
                .contains(new ConsumerGroup("workers", List.of("orders", "returns"), true, ConsumerGroup.REBALANCE));
        assertThat(policy.objective()).isEqualTo(new Objective.Drain(Duration.ofMinutes(5)));
        assertThat(policy.more()).extracting(ScalingPolicy.Demand::signal).containsExactly(Signal.CPU);
        assertThat(imported.remarks().toString())
                .contains("lagThreshold", "objective.drain")
                .contains("limitToPartitionsWithLag", "excludePersistentLag", "offsetResetPolicy")
                .contains("is one more queue, and a policy has one: the first one counts");
    }

    @Test
    void a_group_without_a_topic_is_measured_with_all_that_it_reads() {
        assertThat(one(kafka(trigger("consumerGroup: workers")))
                        .policy()
                        .demand()
                        .group())
                .contains(ConsumerGroup.of("workers", List.of()));
    }
}
