package dev.sluice.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.workload.Workload.Kind;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class WorkloadsTest {
    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_same_seed_makes_the_same_demand_and_another_seed_another(Kind kind) {
        double[] once = Workloads.of(kind, 60, 3, 7).trace().values();
        assertThat(Workloads.of(kind, 60, 3, 7).trace().values()).containsExactly(once);
        assertThat(Workloads.of(kind, 60, 3, 8).trace().values()).isNotEqualTo(once);
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void the_mean_is_the_one_asked_for(Kind kind) {
        Workload workload = Workloads.of(kind, 60, 14, 1);
        double mean = Arrays.stream(workload.trace().values()).average().orElseThrow() / 60;
        assertThat(mean).isCloseTo(workload.mean(), within(.05 * workload.mean()));
    }

    @Test
    void a_web_site_has_its_wave_each_day_and_a_crowd_now_and_then() {
        double[] v = Workloads.of(Kind.WEB_DAY, 600, 14, 1).trace().values();
        assertThat(correlation(v, 144)).isGreaterThan(.5);
        assertThat(Arrays.stream(v).max().orElseThrow())
                .isGreaterThan(2.5 * Arrays.stream(v).average().orElseThrow());
    }

    @Test
    void an_office_rests_on_weekends() {
        double[] v = Workloads.of(Kind.OFFICE_WEEK, 3600, 14, 1).trace().values();
        double friday = Arrays.stream(v, 4 * 24, 5 * 24).sum();
        double saturday = Arrays.stream(v, 5 * 24, 6 * 24).sum();
        assertThat(saturday).isLessThan(.5 * friday);
    }

    @Test
    void a_sparse_function_is_silent_most_of_the_time() {
        double[] v = Workloads.of(Kind.SPARSE_FUNCTION, 60, 14, 1).trace().values();
        assertThat(Arrays.stream(v).filter(x -> x == 0).count()).isGreaterThan(v.length * 6 / 10);
    }

    @Test
    void tokens_come_in_bursts() {
        double[] v = Workloads.of(Kind.LLM_TOKENS, 10, 2, 1).trace().values();
        double mean = Arrays.stream(v).average().orElseThrow();
        double variance =
                Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElseThrow();
        assertThat(Math.sqrt(variance)).isGreaterThan(mean);
    }

    @Test
    void growth_ends_far_above_its_beginning() {
        double[] v = Workloads.of(Kind.GROWTH, 3600, 28, 1).trace().values();
        double firstWeek = Arrays.stream(v, 0, 168).sum();
        double lastWeek = Arrays.stream(v, 504, 672).sum();
        assertThat(lastWeek).isGreaterThan(2 * firstWeek);
    }

    @Test
    void kinds_are_known_by_their_names() {
        assertThat(Workloads.kind("llm-tokens")).isEqualTo(Kind.LLM_TOKENS);
        assertThat(Workloads.oneOfEach(60, 1, 1)).hasSize(Kind.values().length);
        assertThatIllegalArgumentException().isThrownBy(() -> Workloads.kind("lunar"));
    }

    private static double correlation(double[] v, int lag) {
        double mean = Arrays.stream(v).average().orElseThrow();
        double both = 0;
        double one = 0;
        for (int i = 0; i < v.length; i++) {
            one += (v[i] - mean) * (v[i] - mean);
            both += i >= lag ? (v[i] - mean) * (v[i - lag] - mean) : 0;
        }
        return both / one;
    }
}
