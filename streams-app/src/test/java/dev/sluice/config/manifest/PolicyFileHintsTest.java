package dev.sluice.config.manifest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.config.manifest.yaml.InvalidManifestException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody writes who comes from another autoscaler, or means something else than stands there. */
final class PolicyFileHintsTest {
    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minReplicas: 2|replicas.min",
                "maxReplicas: 9|replicas.max",
                "scaleTargetRef: {name: web}|metadata.name",
                "metrics: [{type: Resource}]|demand",
                "targetCPUUtilizationPercentage: 70|signal: cpu",
                "behavior: {scaleDown: {stabilizationWindowSeconds: 300}}|stabilization, such as 300s",
                "behavior: {scaleDown: {policies: [{type: Pods}]}}|limits",
                "behavior: {scaleDown: {selectPolicy: Max}}|select",
                "behavior: {scaleDown: {limits: [{replicas: 1, periodSeconds: 15}]}}|per",
                "pollingInterval: 30|demand.window",
                "cooldownPeriod: 300|idleWindow",
                "minReplicaCount: 0|replicas.min",
                "maxReplicaCount: 9|replicas.max",
                "idleReplicaCount: 0|replicas.min: 0",
                "triggers: [{type: kafka}]|demand",
                "containerConcurrency: 10|signal: concurrency",
                "autoscaling.knative.dev/min-scale: 2|replicas.min",
                "autoscaling.knative.dev/max-scale: 2|replicas.max",
                "autoscaling.knative.dev/window: 2|name of Knative, here it is replicas, demand",
                "autoscaling.knative.dev/target: 2|name of Knative, here it is demand.perReplica",
                "resourcePolicy: {}|size",
            })
    void a_name_of_another_autoscaler_is_refused_with_our_word(String spec, String hint) {
        assertThat(refused(policy("replicas: {max: 9}", spec)))
                .contains("is not a known key here; that is a name of ")
                .contains("here it is ")
                .contains(hint);
    }

    @Test
    void a_file_of_another_autoscaler_is_told_what_kind_is_wanted() {
        String hpa = """
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web, namespace: shop}
                spec: {minReplicas: 1}
                """;
        assertThat(refused(hpa))
                .contains("apiVersion=autoscaling/v2", "kind=HorizontalPodAutoscaler")
                .contains("here it is apiVersion: sluice.dev/v1, kind: ScalingPolicy");
    }

    @ParameterizedTest
    @ValueSource(strings = {"010", "-07", "00", "0_10"})
    void a_number_that_some_read_as_octal_is_refused(String max) {
        assertThat(refused(policy("replicas: {max: " + max + "}"))).contains("octal");
    }

    @ParameterizedTest
    @CsvSource({
        "2147483647,'is too large: largest is 10,000,000'",
        "3000000000,'is too large: largest is 10,000,000'",
        "99999999999999999999999999,'is too large: largest is 10,000,000'",
        "-3000000000,is too small",
        "1.5,must be a whole number"
    })
    void a_number_that_is_too_large_is_told_the_largest(String max, String said) {
        assertThat(refused(policy("replicas: {max: " + max + "}")))
                .contains("replicas.max")
                .contains(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"demand: []", "pools: []", "behavior: {scaleUp: {limits: []}}"})
    void an_empty_list_is_no_wish(String spec) {
        assertThat(refused(policy("replicas: {max: 9}", spec))).contains("is empty: leave it out");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "demand: {signal: cpu}|objective: {drain: 2m}|needs a queue",
                "demand: {signal: gpu}|objective: {deadline: 2030-01-01T00:00:00Z}|needs a queue",
                "demand: {signal: concurrency}|objective: {drain: 2m}|needs a queue",
                "demand: {signal: gpu}|objective: {latency: {quantile: 95%, below: 250ms}}|needs requests",
                "demand: {signal: cpu}|objective: {latency: {quantile: 95%, below: 250ms}}|needs requests",
            })
    void a_promise_that_the_signal_cannot_tell_of_is_refused(String demand, String objective, String said) {
        assertThat(refused(policy("replicas: {max: 9}", demand, objective))).contains("spec.objective", said);
    }

    private String refused(String text) {
        try {
            Path file = Files.writeString(directory.resolve("p.yaml"), text);
            return String.valueOf(
                    catchThrowableOfType(InvalidManifestException.class, () -> Manifests.read(List.of(file)))
                            .getMessage());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String policy(String... spec) {
        return "apiVersion: sluice.dev/v1\nkind: ScalingPolicy\nmetadata: {name: web}\nspec:\n  "
                + String.join("\n  ", spec) + "\n";
    }
}
