package dev.sluice.simulator.baseline.hpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** Figures of kubernetes/kubernetes, pkg/controller/podautoscaler/replica_calculator_test.go. */
final class HpaReplicasTest {
    private static final HpaReplicas RULE = HpaReplicas.DEFAULT;

    @Test
    void three_pods_at_50_percent_of_a_30_percent_target_become_five() {
        assertThat(RULE.resource(3, 30, pods(1000, 300, 500, 700), HpaPods.NONE, HpaPods.NONE))
                .isEqualTo(5);
    }

    @Test
    void a_pod_that_is_not_ready_counts_as_idle_when_growing() {
        assertThat(RULE.resource(3, 30, pods(1000, 500, 700), pods(1000, 300), HpaPods.NONE))
                .isEqualTo(4);
    }

    @Test
    void two_idle_pods_that_are_not_ready_can_keep_the_size() {
        assertThat(RULE.resource(3, 30, pods(1000, 400), pods(1000, 500, 700), HpaPods.NONE))
                .isEqualTo(3);
    }

    @Test
    void shrinking_looks_at_ready_pods_alone() {
        assertThat(RULE.resource(5, 50, pods(1000, 100, 300, 500), pods(1000, 250, 250), HpaPods.NONE))
                .isEqualTo(2);
    }

    @Test
    void pods_without_metrics_are_taken_to_be_full_when_shrinking_and_idle_when_growing() {
        HpaPods missing = pods(1000, 0, 0);
        assertThat(RULE.resource(4, 100, pods(1000, 400, 95), HpaPods.NONE, missing))
                .isEqualTo(3);
        assertThat(RULE.resource(2, 100, pods(1000, 1900), HpaPods.NONE, pods(1000, 0)))
                .isEqualTo(2);
    }

    @Test
    void utilization_is_cut_to_whole_percents() {
        assertThat(HpaReplicas.utilization(pods(1000, 400, 95))).isEqualTo(24);
    }

    @Test
    void the_band_of_tolerance_includes_its_edge() {
        HpaPods half = pods(300, 150, 150, 150, 150, 150, 150, 150, 150, 150, 150);
        assertThat(RULE.resource(10, 56, half, HpaPods.NONE, HpaPods.NONE)).isEqualTo(9);
        assertThat(RULE.resource(10, 55, half, HpaPods.NONE, HpaPods.NONE)).isEqualTo(10);
    }

    @Test
    void a_ratio_of_exactly_one_substitutes_nothing_for_a_missing_pod() {
        assertThat(RULE.resource(2, 100, pods(1000, 1000), HpaPods.NONE, pods(1000, 0)))
                .isEqualTo(2);
    }

    @Test
    void no_ready_pod_no_proposal() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RULE.resource(1, 50, HpaPods.NONE, pods(1000, 0), HpaPods.NONE));
    }

    @Test
    void a_pods_metric_compares_means() {
        assertThat(RULE.pods(3, 15_000, pods(0, 20_000, 10_000, 30_000), 0)).isEqualTo(4);
        assertThat(RULE.pods(3, 15_000, pods(0, 50_000, 15_000, 30_000), 0)).isEqualTo(7);
        assertThat(RULE.pods(2, 17_000, pods(0, 10_000, 10_000), 1)).isEqualTo(2);
    }

    @Test
    void an_external_total_is_shared_out() {
        assertThat(RULE.averageValue(3, 8_600, 2_150)).isEqualTo(4);
        assertThat(RULE.averageValue(3, 8_600, 2_900)).isEqualTo(3);
        assertThat(RULE.averageValue(0, 20_000, 5_000)).isEqualTo(4);
        assertThat(RULE.averageValue(1, Long.MAX_VALUE, 1)).isEqualTo(Integer.MAX_VALUE);
        assertThat(HpaReplicas.perPod(8_600, 3)).isEqualTo(2_867);
        assertThat(HpaReplicas.perPod(20_000, 0)).isZero();
    }

    @Test
    void one_external_value_scales_the_ready_pods() {
        assertThat(RULE.value(3, 1, 8_600, 4_400)).isEqualTo(2);
        assertThat(RULE.value(5, 5, 8_600, 14_334)).isEqualTo(3);
        assertThat(RULE.value(3, 3, 8_600, 8_888)).isEqualTo(3);
    }

    private static HpaPods pods(long request, long... usage) {
        HpaPods sum = HpaPods.NONE;
        for (long u : usage) {
            sum = sum.plus(new HpaPods(1, u, request));
        }
        return sum;
    }
}
