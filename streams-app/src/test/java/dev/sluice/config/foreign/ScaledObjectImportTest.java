package dev.sluice.config.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.config.foreign.object.Remark;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.RateLimit;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Bounds;
import dev.sluice.policy.ScalingPolicy.Demand;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.Yaml;

/** ScaledObjects of KEDA, drawn at random and trigger by trigger, become what they say. */
final class ScaledObjectImportTest {
    private static Imported imported(String text) {
        return ForeignImport.of(Map.of("in.yaml", text), "{name}");
    }

    private static Imported.Policy one(String text) {
        Imported imported = imported(text);
        assertThat(imported.problems()).as(text).isEmpty();
        assertThat(imported.policies()).as(text).hasSize(1);
        return imported.policies().get(0);
    }

    private static String scaled(String spec) {
        return "kind: ScaledObject\nmetadata: {name: scaler}\nspec: {scaleTargetRef: {name: web}, " + spec + "}\n";
    }

    private static Imported.Policy trigger(String trigger) {
        return one(scaled("maxReplicaCount: 9, triggers: [" + trigger + "]"));
    }

    private static List<String> remarks(Imported.Policy imported) {
        return imported.remarks().stream().map(Remark::toString).toList();
    }

    /** KEDA: 0 to 100 replicas unless stated; an idle count stands for the least, and a cooldown for the idle window. */
    @Test
    void sizes_and_cooldown_are_those_of_keda_whatever_is_left_out() {
        Random random = new Random(461);
        for (int i = 0; i < 300; i++) {
            int min = random.nextInt(5);
            int max = Math.max(1, min) + random.nextInt(200);
            int cooldown = random.nextInt(10_000);
            boolean idle = min > 0 && random.nextBoolean();
            boolean statesMax = random.nextBoolean();
            boolean statesCooldown = random.nextBoolean();
            Map<String, Object> spec = new LinkedHashMap<>();
            spec.put("scaleTargetRef", Map.of("name", "web"));
            if (min > 0 || random.nextBoolean()) {
                spec.put("minReplicaCount", min);
            }
            if (statesMax) {
                spec.put("maxReplicaCount", max);
            }
            if (idle) {
                spec.put("idleReplicaCount", 0);
            }
            if (statesCooldown) {
                spec.put("cooldownPeriod", cooldown);
            }
            Imported.Policy imported = one(new Yaml().dump(Map.of("kind", "ScaledObject", "spec", spec)));

            ScalingPolicy policy = imported.policy();
            int least = idle ? 0 : min;
            assertThat(policy.replicas()).isEqualTo(new Bounds(least, statesMax ? max : 100));
            assertThat(policy.tuning().idleWindow())
                    .isEqualTo(
                            statesCooldown && least == 0
                                    ? Optional.of(Duration.ofSeconds(cooldown))
                                    : Optional.empty());
            assertThat(remarks(imported).stream().anyMatch(line -> line.contains("states no maxReplicaCount")))
                    .isEqualTo(!statesMax);
            assertThat(remarks(imported).stream().anyMatch(line -> line.startsWith("spec.idleReplicaCount (0)")))
                    .isEqualTo(idle);
            assertThat(remarks(imported).stream().anyMatch(line -> line.startsWith("spec.cooldownPeriod")))
                    .isEqualTo(statesCooldown && least > 0);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "activemq",
                "artemis-queue",
                "aws-kinesis-stream",
                "aws-sqs-queue",
                "azure-blob",
                "azure-eventhub",
                "azure-queue",
                "azure-servicebus",
                "beanstalkd",
                "gcp-pubsub",
                "github-runner",
                "ibmmq",
                "kafka",
                "liiklus",
                "mssql",
                "mongodb",
                "mysql",
                "nats-jetstream",
                "nsq",
                "postgresql",
                "pulsar",
                "rabbitmq",
                "redis",
                "redis-cluster-streams",
                "redis-streams",
                "solace-event-queue",
                "stan",
                "temporal"
            })
    void a_source_in_which_messages_wait_is_a_backlog_and_its_lengths_and_addresses_are_told(String type) {
        Imported.Policy imported = trigger("{type: " + type
                + ", metadata: {queueLength: '5', activationQueueLength: '1', host: 'q:1', lagThreshold: '9'}}");

        assertThat(imported.policy().demand())
                .isEqualTo(new Demand(Signal.BACKLOG, OptionalDouble.empty(), Optional.empty()));
        assertThat(remarks(imported))
                .anyMatch(line -> line.startsWith("spec.triggers[0].metadata: becomes the signal backlog"))
                .anyMatch(line -> line.startsWith("spec.triggers[0].metadata.queueLength (5): has no counterpart"))
                .anyMatch(line -> line.startsWith("spec.triggers[0].metadata.lagThreshold (9): has no counterpart"))
                .anyMatch(line -> line.startsWith("spec.triggers[0].metadata.host (q:1): says where KEDA reads"))
                .anyMatch(line -> line.startsWith("spec.triggers[0].metadata.activationQueueLength (1): "));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: prometheus, metadata: {query: 'sum(rate(http_requests_total[1m]))', threshold: '50'}}|REQUESTS|50",
                "{type: prometheus, metadata: {metricName: x, query: 'sum(in_flight)', threshold: 7.5}}|CONCURRENCY|7.5",
                "{type: prometheus, metadata: {query: 'tokens', threshold: 2k}}|UNITS|2000",
                "{type: datadog, metadata: {query: 'avg:nginx.requests_per_minute', queryValue: '120'}}|REQUESTS|2",
                "{type: new-relic, metadata: {nrql: 'SELECT rate(count(*)) FROM http', threshold: 3}}|REQUESTS|3",
                "{type: graphite, metadata: {query: 'gpu.util', threshold: 3}}|GPU|",
                "{type: metrics-api, metadata: {targetValue: 8, valueLocation: a.b, metricName: active}}|CONCURRENCY|8",
                "{type: prometheus, metricType: Value, metadata: {query: http_requests, threshold: 50}}|REQUESTS|",
                "{type: rabbitmq, metadata: {mode: MessageRate, value: '2.5'}}|REQUESTS|2.5",
                "{type: cpu, metricType: AverageValue, metadata: {value: 250m}}|CPU|0.25",
                "{type: cpu, metadata: {type: AverageValue, value: '2'}}|CPU|2",
                "{type: cpu, metricType: Utilization, metadata: {value: '60'}}|CPU|",
            })
    void a_trigger_is_the_signal_that_its_type_or_query_tells_with_what_one_replica_serves(
            String trigger, Signal signal, Double perReplica) {
        assertThat(trigger(trigger).policy().demand())
                .isEqualTo(new Demand(
                        signal,
                        perReplica == null ? OptionalDouble.empty() : OptionalDouble.of(perReplica),
                        Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{type: memory, metadata: {value: '60'}}|spec.triggers[0].metadata (memory 60 %): memory is no demand",
                "{type: cpu, metadata: {value: '60', containerName: app}}|spec.triggers[0].metadata.containerName (app): the"
                        + " whole replica counts",
                "{type: prometheus, metadata: {query: p99_latency, threshold: 2}}|spec.triggers[0].metadata (p99_latency 2):"
                        + " measures what comes of the size",
                "{type: prometheus, metadata: {query: up, threshold: 2}}|spec.triggers[0].metadata (up 2): the name tells no"
                        + " signal of Sluice",
                "{type: prometheus, metadata: {query: rps, activationThreshold: 2}}|"
                        + "spec.triggers[0].metadata.activationThreshold (2): a service at zero wakes with its first demand",
                "{type: external, metadata: {scalerAddress: 'x:1'}}|spec.triggers[0]: of type external tells no signal",
                "{type: rabbitmq, metadata: {mode: MessageRate, value: 5}, authenticationRef: {name: a}}|"
                        + "spec.triggers[0].authenticationRef ({name=a}): says where KEDA reads",
                "{type: cron, metadata: {start: 0 8 * * *, end: 0 9 * * *, desiredReplicas: 0}}|spec.triggers[0].metadata:"
                        + " asks for nothing",
                "{type: cron, metadata: {start: 0 25 * * *, end: 0 9 * * *, desiredReplicas: 1}}|spec.triggers[0].metadata: is"
                        + " no schedule that Sluice knows",
                "{type: cron, metadata: {start: 0 8 * * *, end: 0 9 * * *, timezone: Mars/Base, desiredReplicas: 1}}|"
                        + "spec.triggers[0].metadata: is no schedule that Sluice knows: is not a time zone",
            })
    void a_trigger_that_is_no_demand_says_so_and_requests_are_assumed(String trigger, String said) {
        Imported.Policy imported = trigger(trigger);

        assertThat(remarks(imported)).anyMatch(line -> line.startsWith(said));
        assertThat(imported.commands()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "triggers: [{metadata: {}}]|spec.triggers[0].type is missing",
                "triggers: {type: cpu}|spec.triggers must be a list",
                "triggers: [{type: cron, metadata: {end: x, desiredReplicas: 1}}]|spec.triggers[0].metadata.start is missing",
                "triggers: [{type: cron, metadata: {start: x, desiredReplicas: 1}}]|spec.triggers[0].metadata.end is missing",
                "triggers: [{type: cron, metadata: {start: x, end: y}}]|spec.triggers[0].metadata.desiredReplicas is missing",
                "triggers: [{type: cpu, metadata: {value: fast}}]|spec.triggers[0].metadata.value 'fast' is no amount such as"
                        + " 500m, 70 or 1Gi",
                "triggers: [{type: kafka, metadata: {consumerGroup: ''}}]|spec.triggers[0].metadata.consumerGroup is missing",
                "triggers: [{type: kafka, metadata: {consumerGroup: a, topic: 'b c'}}]|demand.topics has b c",
                "minReplicaCount: '5'|replicas.max must be at least 1 and replicas.min, it is 3 with min 5",
                "cooldownPeriod: 5m|spec.cooldownPeriod '5m' is no whole number",
                "cooldownPeriod: 99999999|no policy can say this: idleWindowMs is 99999999s, not from 0 to 366d",
                "advanced: [a]|spec.advanced must be keys with values",
            })
    void one_thing_that_is_wrong_is_told_with_its_path_and_its_value(String spec, String said) {
        Imported imported = imported(scaled("maxReplicaCount: 3, " + spec));

        assertThat(imported.policies()).isEmpty();
        assertThat(imported.problems())
                .singleElement()
                .asString()
                .startsWith("in.yaml: ScaledObject scaler: ")
                .contains(said);
    }

    @Test
    void what_an_hpa_would_be_told_beside_the_triggers_is_taken_over() {
        Imported.Policy imported = one(scaled("""
                maxReplicaCount: 9, initialCooldownPeriod: 5, triggers: [{type: cpu, metadata: {value: '5'}}],
                advanced: {restoreToOriginalReplicaCount: true, scalingModifiers: {formula: a + b, target: '2'},
                  horizontalPodAutoscalerConfig: {name: hpa, behavior: {scaleDown: {stabilizationWindowSeconds: 90,
                    policies: [{type: Pods, value: 2, periodSeconds: 30}]}}}}"""));

        assertThat(imported.policy().down().stabilization()).isEqualTo(Duration.ofSeconds(90));
        assertThat(imported.policy().down().limits())
                .containsExactly(new RateLimit(RateLimit.Unit.REPLICAS, 2, Duration.ofSeconds(30)));
        assertThat(imported.policy().up().limits()).isEmpty();
        assertThat(remarks(imported))
                .anyMatch(line -> line.startsWith("spec.initialCooldownPeriod (5): needs nothing"))
                .anyMatch(line -> line.startsWith("spec.advanced.restoreToOriginalReplicaCount (true): "))
                .anyMatch(line -> line.startsWith("spec.advanced.scalingModifiers ({formula=a + b, target=2}): "))
                .anyMatch(line -> line.startsWith("spec.advanced.horizontalPodAutoscalerConfig.name (hpa): has no"));
    }

    private static String kafka(String metadata) {
        return "{type: kafka, metadata: {" + metadata + "}}";
    }

    /** Topics of one group are joined in any order; a trigger without a topic stands for all that the group reads. */
    @Test
    void triggers_of_one_group_are_one_demand_and_the_first_queue_of_all_counts() {
        Random random = new Random(462);
        for (int i = 0; i < 200; i++) {
            List<String> triggers = new ArrayList<>();
            List<String> topics = new ArrayList<>();
            boolean all = false;
            boolean idle = false;
            int ofOthers = 0;
            for (int n = random.nextInt(1, 6); n > 0; n--) {
                String topic = random.nextInt(5) == 0 ? "" : "orders-" + random.nextInt(3);
                boolean lazy = random.nextInt(4) == 0;
                boolean other = !triggers.isEmpty() && random.nextInt(4) == 0;
                triggers.add(kafka("consumerGroup: " + (other ? "others" : "workers")
                        + (topic.isEmpty() ? "" : ", topic: " + topic) + (lazy ? ", allowIdleConsumers: 'true'" : "")));
                if (other) {
                    ofOthers++;
                    continue;
                }
                idle |= lazy;
                all |= topic.isEmpty();
                if (!topic.isEmpty() && !topics.contains(topic)) {
                    topics.add(topic);
                }
            }
            Imported.Policy imported =
                    one(scaled("maxReplicaCount: 9, triggers: [" + String.join(", ", triggers) + "]"));

            assertThat(imported.policy().demand().group())
                    .as("%s", triggers)
                    .contains(new ConsumerGroup("workers", all ? List.of() : topics, idle, ConsumerGroup.REBALANCE));
            assertThat(remarks(imported).stream().filter(line -> line.contains("is one more queue")))
                    .hasSize(ofOthers);
        }
    }

    @Test
    void of_a_queue_and_the_lag_of_a_group_the_first_one_counts() {
        String queue = "{type: rabbitmq, metadata: {queueName: a}}";
        String lag = kafka("consumerGroup: workers");

        Imported.Policy queueFirst = one(scaled("maxReplicaCount: 9, triggers: [" + queue + ", " + lag + "]"));
        Imported.Policy lagFirst = one(scaled("maxReplicaCount: 9, triggers: [" + lag + ", " + queue + "]"));

        assertThat(queueFirst.policy().demand().signal()).isEqualTo(Signal.BACKLOG);
        assertThat(queueFirst.policy().more()).isEmpty();
        assertThat(lagFirst.policy().demand().signal()).isEqualTo(Signal.LAG);
        assertThat(lagFirst.policy().more()).isEmpty();
        assertThat(remarks(queueFirst))
                .anyMatch(line -> line.startsWith("spec.triggers[1].metadata: is one more queue"));
        assertThat(remarks(lagFirst)).anyMatch(line -> line.startsWith("spec.triggers[1].metadata: is one more queue"));
    }

    /** The command is pasted into a shell: what stands in the file must arrive as it was, whatever a name holds. */
    @Test
    void the_command_for_a_schedule_says_the_same_to_a_shell() throws IOException, InterruptedException {
        List<String> names = List.of("web", "it's", "a b", "$HOME", "`id`", "a;b", "x\"y", "--help", "*", "ünï");
        StringBuilder script = new StringBuilder("sluice() { for word in \"$@\"; do echo \"$word\"; done; }\n");
        List<String> expected = new ArrayList<>();
        for (String name : names) {
            Map<String, Object> metadata = Map.of(
                    "start",
                    "*/15 8-10 * * 1-5",
                    "end",
                    "0 12 * * MON-FRI",
                    "timezone",
                    "Etc/GMT+3",
                    "desiredReplicas",
                    7);
            Map<String, Object> spec = Map.of(
                    "scaleTargetRef",
                    Map.of("name", name),
                    "triggers",
                    List.of(Map.of("type", "cron", "metadata", metadata)));
            one(new Yaml().dump(Map.of("kind", "ScaledObject", "spec", spec)))
                    .commands()
                    .forEach(command -> script.append(command).append('\n'));
            expected.addAll(List.of("override", name, "schedule", "--start", "*/15 8-10 * * 1-5", "--end"));
            expected.addAll(List.of("0 12 * * MON-FRI", "--zone", "Etc/GMT+3", "--min", "7", "--reason", "from KEDA"));
            expected.addAll(List.of("--config", "sluice.properties"));
        }
        Process shell = new ProcessBuilder("sh", "-c", script.toString()).start();
        String printed = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(shell.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(printed.lines()).containsExactlyElementsOf(expected);
    }
}
