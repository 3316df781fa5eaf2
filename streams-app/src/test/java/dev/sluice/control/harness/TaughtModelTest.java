package dev.sluice.control.harness;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import dev.sluice.simulator.history.Measure;
import dev.sluice.simulator.history.MeasuredStep;
import dev.sluice.simulator.history.TaughtReplica;
import dev.sluice.sizing.Objective;
import dev.sluice.sizing.tokens.ReplicaProfile;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Replicas compute 5,000 prompt tokens per second; 30,000 arrive, in prompts of 1,000, and keep six of them busy. Twelve hours
 * before, 4 to 12 replicas served 8,000 to 24,000.
 */
@DisplayName("A large model whose history tells what replicas did")
final class TaughtModelTest {
    private static final double PROMPTS = 30_000;
    private static final double OUTPUTS = 2_000;
    private static final int STEPS = 12 * 60;

    private final ModelFleet fleet = new ModelFleet().pool("h100", 3, 60, 5000, 4000);

    @Test
    @DisplayName("has about the right size after its first window, where another holds it and is then cautious")
    void right_at_once() {
        fleet.running("h100", 4).under(policy()).told(learned(1)).demand(30, PROMPTS, OUTPUTS);
        assertThat(fleet.ordered("h100")).isBetween(7, 11);
        fleet.demand(570, PROMPTS, OUTPUTS);
        assertThat(fleet.ordered("h100")).isBetween(7, 11);
        assertThat(fleet.queue()).isZero();

        ModelFleet cautious = new ModelFleet().pool("h100", 3, 60, 5000, 4000).running("h100", 4);
        cautious.under(policy()).demand(600, PROMPTS, OUTPUTS);
        assertThat(cautious.ordered("h100")).isGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest(name = "{0} times what is true")
    @ValueSource(doubles = {.5, 2})
    @DisplayName("that is wrong is corrected within ten minutes")
    void wrong(double factor) {
        fleet.running("h100", 4).under(policy()).told(learned(factor)).demand(600, PROMPTS, OUTPUTS);
        assertThat(fleet.last().allotment().parts().get(0).perReplica()).isBetween(4500.0, 5500.0);
        assertThat(fleet.ordered("h100")).isBetween(7, 12);
        assertThat(fleet.queue()).isZero();
    }

    @Test
    @DisplayName("knows how fast prompts are computed, and what a step takes of as many answers as there were")
    void profile() {
        ReplicaProfile profile = learned(steps(1, TaughtModelTest::slowed));
        assertThat(profile.promptTokensPerSecond(1000)).isBetween(4900.0, 5100.0);
        for (double answers : new double[] {4, 8, 16}) {
            double step = .02 + .0005 * answers;
            assertThat(profile.step(answers)).as(answers + " answers").isBetween(.9 * step, 1.1 * step);
        }
    }

    @Test
    @DisplayName("and has roles shows what replicas of each do, where it tells how many there were")
    void roles() {
        OptionalDouble unstated = OptionalDouble.empty();
        ScalingPolicy apart = policy().withPlacement(Placement.ANYWHERE.withRoles(
                new Roles(new Roles.Of("p", unstated), new Roles.Of("d", unstated))));
        assertThat(TaughtReplica.of(steps(1), apart, "a test")).isEqualTo(TaughtReplica.NOTHING);

        // three in four compute prompts of 1,000 tokens at 5,000 per second; the others generate, each at up to 4,000
        List<MeasuredStep> told = steps(1).stream()
                .map(step -> {
                    MeasuredStep.Builder both = new MeasuredStep.Builder();
                    step.values().forEach(both::add);
                    double replicas = step.values().getOrDefault(Measure.REPLICAS, 0.);
                    both.add(Measure.PREFILL_REPLICAS, replicas).add(Measure.DECODE_REPLICAS, replicas / 3);
                    return both.step(step.from(), step.to(), .5);
                })
                .toList();
        ReplicaProfile profile =
                TaughtReplica.of(told, apart, "a test").profile().orElseThrow();
        assertThat(profile.promptTokensPerSecond(1000)).isBetween(4900.0, 5100.0);
        assertThat(profile.tellsAnswers()).isTrue();
    }

    @Test
    @DisplayName("without times to the first token shows nothing")
    void untold() {
        List<MeasuredStep> untimed = steps(1).stream()
                .map(step -> {
                    MeasuredStep.Builder others = new MeasuredStep.Builder();
                    step.values().entrySet().stream()
                            .filter(value -> value.getKey() != Measure.FIRST_TOKEN_MEAN)
                            .forEach(value -> others.add(value.getKey(), value.getValue()));
                    return others.step(step.from(), step.to(), .5);
                })
                .toList();
        assertThat(TaughtReplica.of(untimed, policy(), "a test").profile()).isEqualTo(Optional.empty());
    }

    private static ReplicaProfile learned(double factor) {
        return learned(steps(factor));
    }

    private static ReplicaProfile learned(List<MeasuredStep> steps) {
        return TaughtReplica.of(steps, policy(), "a test").profile().orElseThrow();
    }

    /** Time between tokens where prompts take a share of the time and each replica generates so many tokens per second. */
    private interface BetweenTokens {
        double seconds(double share, double each);
    }

    /** Prompts of one chunk of 0.2 s slow answers, of which a step takes 20 ms and half a millisecond each. */
    private static double slowed(double share, double each) {
        double between = .02;
        for (int i = 0; i < 50; i++) {
            between = 1 / ((1 - share) / (.02 + .0005 * each * between) + share / .2);
        }
        return between;
    }

    private static List<MeasuredStep> steps(double factor) {
        return steps(factor, (share, each) -> .02 / factor / (1 - each / (4000 * factor)));
    }

    /** Minutes of replicas that are so many times as fast. */
    private static List<MeasuredStep> steps(double factor, BetweenTokens answers) {
        List<MeasuredStep> steps = new ArrayList<>();
        for (int i = 0; i < STEPS; i++) {
            double prompts = factor * (16_000 + 8_000 * Math.sin(i / 30.0));
            int replicas = 8 + (int) Math.round(4 * Math.sin(i / 47.0));
            double load = Math.min(1, prompts / replicas / (5000 * factor));
            double outputs = factor * (3000 + 1500 * Math.sin(i / 19.0));
            double between = answers.seconds(load, outputs / replicas);
            double requests = 60 * prompts / 1000;
            steps.add(new MeasuredStep.Builder()
                    .add(Measure.REQUESTS, requests)
                    .add(Measure.PROMPT_TOKENS, 60 * prompts)
                    .add(Measure.OUTPUT_TOKENS, 60 * outputs)
                    .add(Measure.REPLICAS, replicas)
                    .add(Measure.FIRST_TOKEN_MEAN, 1000 * 60 * load * replicas / requests)
                    .add(Measure.INTER_TOKEN_MEAN, 1000 * between)
                    .step(ServiceHarness.ms(60.0 * i), ServiceHarness.ms(60.0 * i + 60), .5));
        }
        return steps;
    }

    private static ScalingPolicy policy() {
        return ScalingPolicy.of(ServiceHarness.SERVICE, 60)
                .withTokens(Objective.Tokens.STANDARD)
                .withPlacement(Placement.ANYWHERE.withPools(List.of(new PoolTerms("h100", OptionalDouble.empty(), 0))));
    }
}
