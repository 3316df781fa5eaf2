package dev.sluice.simulator.models;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.simulator.models.workload.GeneratedCalls;
import dev.sluice.simulator.models.workload.ModelCalls;
import dev.sluice.simulator.models.workload.ModelSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GPUs whose memory holds two of three models, each of which loads in 30 s. */
final class GpuPlantTest {
    private static final double FOREVER = Double.POSITIVE_INFINITY;

    private static ModelScenario scenario(ModelCalls.Builder calls, int gpus, double memory, double... loads) {
        List<ModelSpec> models = new ArrayList<>();
        for (double load : loads) {
            models.add(new ModelSpec(1, load));
        }
        return new ModelScenario(calls.build(), models, gpus, memory);
    }

    private static ModelScore lru(ModelScenario scenario, double minutes) {
        return new GpuPlant(scenario, new Lru(scenario.models().size(), minutes)).play("lru");
    }

    private static ModelCalls.Builder calls() {
        return new ModelCalls.Builder();
    }

    @Test
    void the_first_call_waits_for_the_load_and_the_next_for_what_is_left_of_it() {
        ModelScore score = lru(scenario(calls().add(0, "a", 5).add(10, "a", 5).add(60, "a", 5), 1, 2, 30), FOREVER);
        assertThat(score.misses()).isEqualTo(2);
        assertThat(score.waitSeconds()).isEqualTo(30 + 20);
    }

    @Test
    void what_was_called_longest_ago_makes_room() {
        ModelCalls.Builder calls = calls().add(0, "a", 1)
                .add(100, "b", 1)
                .add(200, "c", 1)
                .add(300, "b", 1)
                .add(400, "a", 1);
        ModelScore score = lru(scenario(calls, 1, 2, 30, 30, 30), FOREVER);
        assertThat(score.misses()).isEqualTo(4);
    }

    @Test
    void what_is_in_use_is_not_given_up_and_calls_wait_for_its_end_in_their_order() {
        ModelCalls.Builder calls =
                calls().add(0, "a", 500).add(0, "b", 70).add(50, "c", 1).add(60, "a", 1);
        ModelScore score = lru(scenario(calls, 1, 2, 30, 30, 30), FOREVER);
        // c waits until b ends at 100 s, and loads; a is there and answers meanwhile
        assertThat(score.waitSeconds()).isEqualTo(30 + 30 + 50 + 30);
        assertThat(score.misses()).isEqualTo(3);
    }

    @Test
    void gpus_count_only_while_a_model_is_on_them() {
        ModelCalls.Builder calls = calls().add(0, "a", 0).add(7200, "a", 0);
        assertThat(lru(scenario(calls, 1, 2, 30), FOREVER).gpuHours()).isCloseTo(2, within(.02));
        ModelCalls.Builder same = calls().add(0, "a", 0).add(7200, "a", 0);
        ModelScore fixed = lru(scenario(same, 1, 2, 30), 10);
        assertThat(fixed.gpuHours()).isCloseTo(11 / 60.0, within(.02));
        assertThat(fixed.misses()).isEqualTo(2);
    }

    @Test
    void a_model_that_no_gpu_holds_is_refused_by_name() {
        assertThatThrownBy(() -> scenario(calls().add(0, "large", 1), 4, .5, 30))
                .hasMessageContaining("the model large takes more memory");
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void where_models_are_alike_and_gone_at_once_nobody_misses_less_than_who_knows_all_calls(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        ModelCalls.Builder calls = calls();
        for (int i = 0; i < 400; i++) {
            double rank = random.nextDouble();
            calls.add(100.0 * i, "m" + (int) (8 * rank * rank), 0);
        }
        ModelCalls built = calls.build();
        ModelScenario scenario = new ModelScenario(
                built, built.names().stream().map(name -> new ModelSpec(1, 30)).toList(), 1, 3);
        List<ModelScore> scores = ModelContest.run(scenario, 1);
        ModelScore known = scores.get(scores.size() - 1);
        assertThat(scores)
                .filteredOn(
                        score -> !score.name().equals("sluice") && !score.name().startsWith("sluice,"))
                .allSatisfy(score -> assertThat(score.misses()).isGreaterThanOrEqualTo(known.misses()));
        assertThat(scores).allSatisfy(score -> assertThat(score.waitSeconds()).isEqualTo(30.0 * score.misses()));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void every_call_is_served_and_memory_is_never_exceeded(long seed) {
        ModelCalls calls = GeneratedCalls.of(20, .5, seed);
        ModelScenario scenario = new ModelScenario(calls, GeneratedCalls.specs(calls, seed), 2, 24.0 * (1L << 30));
        for (ModelScore score : ModelContest.run(scenario, 1)) {
            assertThat(score.calls()).isEqualTo(calls.length());
            assertThat(score.waitSeconds()).isFinite().isPositive();
            assertThat(score.gpuHours()).isBetween(.1, 2 * (calls.seconds() / 3600 + 1));
        }
    }

    @Test
    void the_same_seed_makes_the_same_calls() {
        ModelCalls one = GeneratedCalls.of(20, 1, 7);
        ModelCalls two = GeneratedCalls.of(20, 1, 7);
        assertThat(one.length()).isEqualTo(two.length());
        assertThat(one.at(one.length() - 1)).isEqualTo(two.at(two.length() - 1));
        assertThat(GeneratedCalls.specs(one, 7)).isEqualTo(GeneratedCalls.specs(two, 7));
        assertThat(GeneratedCalls.of(20, 1, 8).length()).isNotEqualTo(one.length());
    }
}
