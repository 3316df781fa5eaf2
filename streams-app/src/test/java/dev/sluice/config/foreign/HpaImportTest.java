package dev.sluice.config.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.foreign.object.Remark;
import dev.sluice.config.manifest.Manifest;
import dev.sluice.config.manifest.ManifestText;
import dev.sluice.config.manifest.Manifests;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.ScalingRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/** HorizontalPodAutoscalers as a server would hand them out, drawn at random, become what they say. */
final class HpaImportTest {
    /** A metric that everybody has, with the signal that its name tells. */
    private static final Map<String, Signal> METRICS = Map.of(
            "http_requests_per_second", Signal.REQUESTS,
            "grpc_calls", Signal.REQUESTS,
            "active_connections", Signal.CONCURRENCY,
            "generated_tokens", Signal.UNITS,
            "sqs_queue_depth", Signal.BACKLOG);

    private static final List<ScalingRules.Select> SELECTS = List.of(ScalingRules.Select.values());

    private final Random random = new Random(451);

    @TempDir
    private Path directory = Path.of("");

    /** What was drawn, as an object of Kubernetes and as what must become of it. */
    private record Drawn(Map<String, Object> object, ScalingPolicy policy) {}

    private static Imported.Policy one(String text) {
        Imported imported = ForeignImport.of(Map.of("in.yaml", text), "{name}");
        assertThat(imported.problems()).as(text).isEmpty();
        assertThat(imported.policies()).as(text).hasSize(1);
        return imported.policies().get(0);
    }

    @Test
    void whatever_an_hpa_says_of_sizes_metrics_and_behavior_stands_in_the_policy() throws IOException {
        for (int i = 0; i < 300; i++) {
            Drawn drawn = drawn();
            String yaml = new Yaml().dump(drawn.object());

            ScalingPolicy policy = one(yaml).policy();

            assertThat(policy).as(yaml).isEqualTo(drawn.policy());
            Path file = Files.writeString(
                    directory.resolve("policy.yaml"), ManifestText.yaml(new Manifest.OfService(policy)));
            assertThat(Manifests.policies(List.of(file))).as(yaml).containsExactly(policy);
        }
    }

    @Test
    void the_form_of_the_file_and_the_order_of_its_keys_change_nothing() {
        DumperOptions block = new DumperOptions();
        block.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        DumperOptions json = new DumperOptions();
        json.setDefaultFlowStyle(DumperOptions.FlowStyle.FLOW);
        json.setDefaultScalarStyle(DumperOptions.ScalarStyle.DOUBLE_QUOTED);
        for (int i = 0; i < 50; i++) {
            Map<String, Object> object = drawn().object();
            Map<String, Object> backwards = new LinkedHashMap<>();
            List<String> keys = new ArrayList<>(object.keySet());
            Collections.reverse(keys);
            keys.forEach(key -> backwards.put(key, object.get(key)));
            Imported.Policy plain = one(new Yaml(block).dump(object));

            assertThat(one(new Yaml(json).dump(object)).policy()).isEqualTo(plain.policy());
            Imported.Policy turned = one("%YAML 1.1\n---\n" + new Yaml(block).dump(backwards));
            assertThat(turned.policy()).isEqualTo(plain.policy());
            assertThat(turned.remarks()).containsExactlyInAnyOrderElementsOf(plain.remarks());
        }
    }

    private Drawn drawn() {
        int min = random.nextInt(1, 9);
        int max = min + random.nextInt(1_000);
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("scaleTargetRef", Map.of("apiVersion", "apps/v1", "kind", "Deployment", "name", "web"));
        if (min > 1 || random.nextBoolean()) {
            spec.put("minReplicas", min);
        }
        spec.put("maxReplicas", max);
        List<Demand> demands = new ArrayList<>();
        List<Object> metrics = new ArrayList<>();
        Set<Signal> seen = EnumSet.noneOf(Signal.class);
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            metric(metrics, demands, seen);
        }
        spec.put("metrics", metrics);
        ScalingRules up = ScalingRules.FREE;
        ScalingRules down = ScalingRules.FREE;
        if (random.nextBoolean()) {
            up = rules();
            down = rules();
            spec.put("behavior", Map.of("scaleUp", written(up), "scaleDown", written(down)));
        }
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "autoscaling/v2");
        object.put("kind", "HorizontalPodAutoscaler");
        object.put("metadata", Map.of("name", "any", "labels", Map.of("app", "web")));
        object.put("spec", spec);
        object.put("status", Map.of("currentReplicas", 3));
        ScalingPolicy policy = Drafts.policy("web", new Bounds(min, max), new BehaviorTranslation.Behavior(up, down));
        return new Drawn(object, policy.withDemand(demands.get(0)).withMore(demands.subList(1, demands.size())));
    }

    /** Adds a metric; a second one of a signal that there is already counts no more. */
    private void metric(List<Object> metrics, List<Demand> demands, Set<Signal> seen) {
        int each = random.nextInt(1, 10_000);
        Signal signal;
        OptionalDouble perReplica = OptionalDouble.of(each / 1000.0);
        if (random.nextInt(3) == 0) {
            signal = Signal.CPU;
            Map<String, Object> target = Map.of("type", "AverageValue", "averageValue", each + "m");
            metrics.add(Map.of("type", "Resource", "resource", Map.of("name", "cpu", "target", target)));
        } else {
            List<String> names = METRICS.keySet().stream().sorted().toList();
            String name = names.get(random.nextInt(names.size()));
            signal = METRICS.getOrDefault(name, Signal.REQUESTS);
            String type = List.of("Pods", "External", "Object").get(random.nextInt(3));
            Map<String, Object> target = new LinkedHashMap<>(Map.of("type", "AverageValue"));
            target.put("averageValue", random.nextBoolean() ? each + "m" : Double.toString(each / 1000.0));
            metrics.add(Map.of(
                    "type",
                    type,
                    type.toLowerCase(Locale.ROOT),
                    Map.of("metric", Map.of("name", name), "target", target)));
            perReplica = signal == Signal.BACKLOG ? OptionalDouble.empty() : perReplica;
        }
        if (seen.add(signal)) {
            demands.add(new Demand(signal, perReplica, Optional.empty()));
        }
    }

    private ScalingRules rules() {
        List<RateLimit> limits = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            limits.add(new RateLimit(
                    random.nextBoolean() ? RateLimit.Unit.PERCENT : RateLimit.Unit.REPLICAS,
                    1 + random.nextInt(500),
                    Duration.ofSeconds(1 + random.nextInt(1800))));
        }
        return new ScalingRules(
                Duration.ofSeconds(random.nextInt(3601)),
                SELECTS.get(random.nextInt(3)),
                limits,
                random.nextBoolean() ? OptionalDouble.empty() : OptionalDouble.of(random.nextInt(100) / 1000.0));
    }

    private static Map<String, Object> written(ScalingRules rules) {
        Map<String, Object> written = new LinkedHashMap<>();
        if (!rules.stabilization().isZero()) {
            written.put(
                    "stabilizationWindowSeconds", (int) rules.stabilization().toSeconds());
        }
        String word = rules.select().name();
        written.put("selectPolicy", word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT));
        if (!rules.limits().isEmpty()) {
            written.put(
                    "policies",
                    rules.limits().stream()
                            .map(limit -> Map.of(
                                    "type",
                                    limit.unit() == RateLimit.Unit.PERCENT ? "Percent" : "Pods",
                                    "value",
                                    limit.value(),
                                    "periodSeconds",
                                    (int) limit.period().toSeconds()))
                            .toList());
        }
        rules.tolerance().ifPresent(share -> written.put("tolerance", Math.round(share * 1000) + "m"));
        return written;
    }

    /** @param spec lines, or one mapping in braces */
    private static String hpa(String spec) {
        String target = "scaleTargetRef: {kind: Deployment, name: web}";
        return "kind: HorizontalPodAutoscaler\nmetadata: {name: web}\nspec:"
                + (spec.startsWith("{")
                        ? " {" + target + ", " + spec.substring(1) + "\n"
                        : "\n  " + target + "\n" + spec.indent(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minReplicas: 1|spec.maxReplicas is missing",
                "maxReplicas: 0|replicas.max must be at least 1 and replicas.min, it is 0 with min 1",
                "maxReplicas: -3|spec.maxReplicas '-3' is no whole number",
                "maxReplicas: 3.5|spec.maxReplicas '3.5' is no whole number",
                "maxReplicas: [3]|spec.maxReplicas must be one value",
                "{maxReplicas: 3, minReplicas: <count>}|spec.minReplicas '<count>' is a placeholder: fill it in first",
                "{maxReplicas: 3, metrics: 7}|spec.metrics must be a list",
                "{maxReplicas: 3, metrics: [cpu]}|spec.metrics[0] must be keys with values",
                "{maxReplicas: 3, metrics: [{}]}|spec.metrics[0].type is missing",
                "{maxReplicas: 3, metrics: [{type: Resorce}]}|spec.metrics[0].type 'Resorce' is no type of metric",
                "{maxReplicas: 3, metrics: [{type: Resource}]}|spec.metrics[0].resource.name is missing",
                "{maxReplicas: 3, metrics: [{type: Pods, pods: 5}]}|spec.metrics[0].pods must be keys with values",
                "{maxReplicas: 3, metrics: [{type: Pods, pods: {}}]}|spec.metrics[0].pods.metric.name is missing",
                "{maxReplicas: 3, metrics: [{type: Resource, resource: {name: cpu, target: {averageUtilization: 70%}}}]}|"
                        + "spec.metrics[0].resource.target.averageUtilization '70%' is no amount such as 500m, 70 or 1Gi",
                "{maxReplicas: 3, behavior: {scaleUp: {selectPolicy: max}}}|spec.behavior.scaleUp.selectPolicy 'max' is none of"
                        + " Max, Min and Disabled",
                "{maxReplicas: 3, behavior: {scaleUp: {policies: [{value: 4}]}}}|spec.behavior.scaleUp.policies[0].type is"
                        + " missing",
                "{maxReplicas: 3, behavior: {scaleDown: {policies: [{type: Pod}]}}}|spec.behavior.scaleDown.policies[0].type"
                        + " 'Pod' is neither Pods nor Percent",
                "{maxReplicas: 3, behavior: {scaleDown: {tolerance: 2}}}|tolerance must be from 0",
            })
    void one_thing_that_is_wrong_is_told_with_its_path_and_its_value(String spec, String said) {
        Imported imported = ForeignImport.of(Map.of("in.yaml", hpa(spec)), "{name}");

        assertThat(imported.policies()).isEmpty();
        assertThat(imported.problems())
                .singleElement()
                .asString()
                .startsWith("in.yaml: HorizontalPodAutoscaler web: ")
                .contains(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: Pods, value: 0, periodSeconds: 60}",
                "{type: Pods, value: 4, periodSeconds: 0}",
                "{type: Percent, value: 4}",
                "{type: Percent, periodSeconds: 4}",
            })
    void a_rate_limit_of_nothing_is_left_out_with_a_remark(String policy) {
        Imported.Policy imported = one(hpa("maxReplicas: 3\nbehavior: {scaleDown: {policies: [" + policy + "]}}"));

        assertThat(imported.policy().down().limits()).isEmpty();
        assertThat(imported.remarks().toString())
                .contains("spec.behavior.scaleDown.policies[0]: is left out: value and periodSeconds must be above 0");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: Resource, resource: {name: memory, target: {averageValue: 1Gi}}}|spec.metrics[0].resource (memory"
                        + " 1073741824): memory is no demand",
                "{type: Resource, resource: {name: nvidia.com/gpu, target: {averageUtilization: 5}}}|spec.metrics[0].resource"
                        + " (nvidia.com/gpu 5 %): the resource has no signal",
                "{type: Resource, resource: {name: cpu, target: {value: 5}}}|spec.metrics[0].resource.target.value (5): has no"
                        + " counterpart",
                "{type: Object, object: {metric: {name: requests, selector: {a: b}}, target: {value: 9}, describedObject: {kind:"
                        + " Ingress}}}|spec.metrics[0].object.describedObject ({kind=Ingress}): selects the metric",
                "{type: Object, object: {metric: {name: requests}, target: {value: 9}}}|spec.metrics[0].object.target.value"
                        + " (9): is a target for all replicas together",
                "{type: External, external: {metricName: requests, metricSelector: {a: b}, targetValue: 9}}|"
                        + "spec.metrics[0].external.targetValue (9): is a target for all replicas together",
                "{type: External, external: {metric: {name: p99_latency}, target: {averageValue: 9}}}|spec.metrics[0].external"
                        + " (p99_latency 9): measures what comes of the size",
                "{type: ContainerResource, containerResource: {name: cpu, container: app, target: {averageValue: 1}}}|"
                        + "spec.metrics[0].containerResource.container (app): the whole replica counts",
            })
    void what_a_policy_does_not_say_in_the_same_way_is_remarked_on_with_its_place(String metric, String said) {
        assertThat(one(hpa("maxReplicas: 3\nmetrics: [" + metric + "]"))
                        .remarks()
                        .toString())
                .contains(said);
    }

    @Test
    void the_second_metric_of_a_signal_counts_no_more_and_that_is_told() {
        Imported.Policy imported = one(hpa("""
                maxReplicas: 3
                metrics:
                - {type: Pods, pods: {metric: {name: http_requests}, target: {averageValue: 5}}}
                - {type: Pods, pods: {metric: {name: grpc_calls}, target: {averageValue: 7}}}
                """));

        assertThat(imported.policy().demand().perReplica()).hasValue(5);
        assertThat(imported.policy().more()).isEmpty();
        assertThat(imported.remarks().toString())
                .contains("spec.metrics[1].pods: is one more requests, and a policy has each signal once");
    }

    @Test
    void only_the_deployment_of_the_same_namespace_says_what_a_replica_requests() {
        String deployment = """
                kind: Deployment
                metadata: {name: web, namespace: %s}
                spec: {template: {spec: {containers: [{resources: {requests: {cpu: %s}}}]}}}
                """;
        String hpa = hpa("maxReplicas: 3").replace("{name: web}\nspec", "{name: web, namespace: shop}\nspec");
        String all = String.join(
                "---\n",
                deployment.formatted("test", "9"),
                hpa,
                deployment.formatted("shop", "500m"),
                hpa("maxReplicas: 1").replace("name: web}", "name: other}"));

        Imported imported = ForeignImport.of(Map.of("in.yaml", all), "{name}");

        assertThat(imported.policies())
                .extracting(one -> one.policy().demand().perReplica())
                .as("80 % of 500m, and of nothing that is known")
                .containsExactly(OptionalDouble.of(.4), OptionalDouble.empty());
        assertThat(imported.policies()).allMatch(one -> one.policy().mode() == Mode.ADVISE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{requests: {cpu: 500m}}, {requests: {memory: 1Gi}}",
                "{requests: {cpu: lots}}",
                "{requests: {cpu: 0}}",
                "{}"
            })
    void a_container_that_does_not_say_its_cpu_leaves_the_sum_unknown(String resources) {
        String containers = resources.replaceAll("(\\{(?:requests[^}]*}|)})", "{resources: $1}");
        String deployment = "kind: Deployment\nmetadata: {name: web}\nspec: {template: {spec: {containers: ["
                + containers + "]}}}\n---\n";

        Imported.Policy imported = one(deployment + hpa("maxReplicas: 3"));

        assertThat(imported.policy().demand().perReplica()).isEmpty();
        assertThat(imported.remarks().toString()).contains("no file says how much that is");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "autoscaling.keda.sh/paused|sluice override SERVICE pause",
                "autoscaling.keda.sh/paused-replicas|sluice override SERVICE force N",
                "autoscaling.keda.sh/paused-scale-in|sluice override SERVICE freeze down",
                "autoscaling.alpha.kubernetes.io/metrics|get the object as autoscaling/v2",
                "autoscaling.alpha.kubernetes.io/behavior|get the object as autoscaling/v2",
            })
    void an_annotation_that_changes_what_scales_is_told_and_others_are_not(String annotation, String said) {
        String annotated = hpa("maxReplicas: 3")
                .replace(
                        "{name: web}\nspec",
                        "{name: web, annotations: {\"" + annotation
                                + "\": \"2\", kubectl.kubernetes.io/last-applied: x}}\nspec");

        assertThat(one(annotated).remarks().stream().map(Remark::toString).filter(line -> line.startsWith("metadata")))
                .singleElement()
                .asString()
                .startsWith("metadata.annotations." + annotation + " (2): ")
                .contains(said);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "maxReplicas: 10000001|maxReplicas is 10000001, more than 10000000",
                "{maxReplicas: 3, behavior: {scaleUp: {policies: [{type: Pods, value: 10000001, periodSeconds: 5}]}}}|"
                        + "scaleUp.limits[0].value is 10000001, more than 10000000",
                "{maxReplicas: 3, behavior: {scaleUp: {policies: [{type: Pods, value: 1, periodSeconds: 99999999}]}}}|"
                        + "scaleUp.limits[0].periodMs is 99999999s, not from 0 to 366d",
                "{maxReplicas: 3, behavior: {scaleDown: {stabilizationWindowSeconds: 99999999}}}|"
                        + "scaleDown.stabilizationMs is 99999999s, not from 0 to 366d",
                "{maxReplicas: 3, metrics: [{type: Pods, pods: {metric: {name: rps}, target: {averageValue: 1e20}}}]}|"
                        + "perReplica is 100,000,000,000,000,000,000, not from",
            })
    void what_apply_would_refuse_is_refused_by_the_import_already(String spec, String said) {
        Imported imported = ForeignImport.of(Map.of("in.yaml", hpa(spec)), "{name}");

        assertThat(imported.policies()).isEmpty();
        assertThat(imported.problems())
                .singleElement()
                .asString()
                .startsWith("in.yaml: HorizontalPodAutoscaler web: no policy can say this: " + said);
    }
}
