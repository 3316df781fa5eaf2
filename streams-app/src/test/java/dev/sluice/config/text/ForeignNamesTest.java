package dev.sluice.config.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ForeignNamesTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "minReplicas|Kubernetes' HorizontalPodAutoscaler|replicas.min",
                "averageUtilization|Kubernetes' HorizontalPodAutoscaler|demand.perReplica, in cores or GPUs in use",
                "minReplicaCount|KEDA|replicas.min",
                "cooldownPeriod|KEDA|idleWindow, with replicas.min: 0",
                "ScaledObject|KEDA|apiVersion: sluice.dev/v1, kind: ScalingPolicy (sluice import -f FILE writes it)",
                "stableWindow|Knative|demand.window",
                "updatePolicy|Kubernetes' VerticalPodAutoscaler|size.mode",
                "maxAllowed|Kubernetes' VerticalPodAutoscaler|size.most",
                "namespace|Kubernetes|metadata.name alone names the service"
            })
    void a_name_is_told_whose_it_is_and_what_stands_for_it(String name, String whose, String ours) {
        assertThat(ForeignNames.hint(name)).contains("; that is a name of " + whose + ", here it is " + ours);
    }

    @Test
    void an_annotation_of_knative_means_what_its_plain_name_does() {
        assertThat(ForeignNames.hint("autoscaling.knative.dev/minScale")).isEqualTo(ForeignNames.hint("minScale"));
        assertThat(ForeignNames.hint("autoscaling.knative.dev/max-scale")).isEqualTo(ForeignNames.hint("max-scale"));
        assertThat(ForeignNames.hint("autoscaling.knative.dev/metric"))
                .contains(
                        "; that is a name of Knative, here it is replicas, demand, headroom and idleWindow under spec");
        assertThat(ForeignNames.hint("autoscaling.knative.dev/")).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "replicas", "demand", "objective", "mode", "limits", "minreplicas", "knative.dev/x"})
    void our_own_names_and_unknown_ones_get_no_hint(String name) {
        assertThat(ForeignNames.hint(name)).isEmpty();
    }
}
