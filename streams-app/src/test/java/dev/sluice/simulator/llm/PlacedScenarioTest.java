package dev.sluice.simulator.llm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.allocation.Pool;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.policy.pool.Roles;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.engine.Interval;
import dev.sluice.simulator.llm.plant.ServingPlant;
import dev.sluice.simulator.llm.replica.EngineRole;
import dev.sluice.simulator.llm.replica.ReplicaGroup;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.RequestTrace;
import dev.sluice.simulator.llm.request.RequestTrace.Request;
import dev.sluice.sizing.Objective;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A fleet on pools or in roles")
final class PlacedScenarioTest {
    private static final ReplicaSpec H100 = ReplicaSpec.builtIn("h100").orElseThrow();
    private static final StartupTimes STARTUP = StartupTimes.fixed(7);
    private static final Map<String, Pool> POOLS = Map.of(
            "p", Pool.of("p", 30).withLeadTime(Duration.ofSeconds(60)),
            "d", Pool.of("d", 10).withLeadTime(Duration.ofSeconds(20)));
    private static final List<ReplicaGroup> APART = List.of(
            new ReplicaGroup("p", EngineRole.PREFILL, H100, STARTUP, 30),
            new ReplicaGroup("d", EngineRole.DECODE, H100, STARTUP, 10));

    private static RequestTrace chats(long seed, double seconds, double perSecond) {
        SplittableRandom random = new SplittableRandom(seed);
        RequestTrace.Builder trace = new RequestTrace.Builder();
        for (double at = 0; at < seconds; at += random.nextExponential() / perSecond) {
            int prompt = 1 + random.nextInt(4000);
            trace.add(new Request(at, prompt, 1 + random.nextInt(200), random.nextInt(prompt)));
        }
        return trace.build();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    @DisplayName(
            "that computes prompts and answers apart serves all requests, each token once, however both are resized")
    void conserves(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        RequestTrace trace = chats(seed, 1000, 2);
        ServingPlant plant = new ServingPlant(trace, EngineSettings.DEFAULT, APART);
        plant.addReady(0, 2);
        plant.addReady(1, 2);
        long computed = 0;
        long generated = 0;
        for (double at = 5; at < trace.end(); at += 5) {
            plant.advance(at);
            Interval happened = plant.look().interval();
            computed += happened.promptTokens();
            generated += happened.outputTokens();
            plant.order(0, random.nextInt(5));
            plant.order(1, random.nextInt(5));
        }
        plant.finish();
        Interval rest = plant.look().interval();

        int n = trace.length();
        assertThat(plant.outcomes().done()).isEqualTo(n);
        assertThat(computed + rest.promptTokens())
                .isEqualTo(IntStream.range(0, n).mapToLong(trace::computed).sum());
        assertThat(generated + rest.outputTokens())
                .isEqualTo(IntStream.range(0, n).mapToLong(trace::output).sum());
        double paid = plant.history().paidSeconds(0, trace.end());
        assertThat(plant.uses().stream()
                                .mapToDouble(use -> use.replicaHours(0, trace.end()))
                                .sum()
                        * 3600)
                .isCloseTo(paid, within(1e-6 * paid));
        for (int i = 0; i < n; i++) {
            assertThat(plant.outcomes().finished(i)).isGreaterThanOrEqualTo(trace.arrival(i));
        }
    }

    @Test
    @DisplayName("yields first tokens as soon as one that does both, and no prompt slows an answer")
    void apart() {
        RequestTrace trace = new RequestTrace.Builder()
                .add(new Request(0, 2000, 100, 0))
                .add(new Request(1, 30_000, 2, 0))
                .build();
        ServingPlant plant = new ServingPlant(trace, EngineSettings.DEFAULT, APART);
        plant.addReady(0, 1);
        plant.addReady(1, 1);
        plant.finish();
        ServingPlant both = new ServingPlant(trace, H100, EngineSettings.DEFAULT, STARTUP);
        both.addReady(1);
        both.finish();

        UnloadedTimes alone = new UnloadedTimes(H100, EngineSettings.DEFAULT);
        assertThat(plant.outcomes().timeToFirstToken(0)).isCloseTo(alone.firstToken(2000, 0), within(1e-9));
        assertThat(plant.outcomes().interTokenTime(0)).isCloseTo(alone.interToken(2000, 100), within(1e-4));
        assertThat(both.outcomes().interTokenTime(0))
                .isGreaterThan(2 * plant.outcomes().interTokenTime(0));
    }

    @Test
    @DisplayName("computes everything twice as fast at speed 2")
    void speed() {
        UnloadedTimes one = new UnloadedTimes(H100, EngineSettings.DEFAULT);
        UnloadedTimes two = new UnloadedTimes(H100.faster(2), EngineSettings.DEFAULT);
        assertThat(two.firstToken(20_000, 100)).isCloseTo(one.firstToken(20_000, 100) / 2, within(1e-9));
        assertThat(two.interToken(20_000, 100)).isCloseTo(one.interToken(20_000, 100) / 2, within(1e-9));
    }

    @Test
    @DisplayName("is sized in both roles by the loop that runs live, and keeps its promise")
    void roles() {
        ServingScenario scenario = scenario(chats(5, 3600, 6));
        Roles.Of prefill = new Roles.Of("p", OptionalDouble.empty());
        Roles.Of decode = new Roles.Of("d", OptionalDouble.empty());
        ScalingPolicy policy = policy().withPlacement(Placement.ANYWHERE.withRoles(new Roles(prefill, decode)));

        ServingRun run = new PlacedScenario(scenario, policy, POOLS).play(Optional.empty(), 6);

        assertThat(run.score().both()).isGreaterThan(.95);
        assertThat(run.uses())
                .extracting(use -> use.group().role())
                .containsExactly(EngineRole.PREFILL, EngineRole.DECODE);
        assertThat(run.uses()).allSatisfy(use -> {
            assertThat(use.history().changes(0, 3600)).isPositive();
            assertThat(use.history().mostPaid(600, 3600)).isBetween(1, 20);
        });
    }

    @Test
    @DisplayName("takes the pool that computes most for its price, and more where the load does not fit it")
    void pools() {
        ServingScenario scenario = scenario(chats(5, 3600, 6));
        PoolTerms slow = new PoolTerms("p", OptionalDouble.empty(), 0);
        PoolTerms fast = new PoolTerms("d", OptionalDouble.empty(), 0, OptionalDouble.of(1.5));
        ScalingPolicy policy = policy().withPlacement(Placement.ANYWHERE.withPools(List.of(slow, fast)));

        ServingRun run = new PlacedScenario(scenario, policy, POOLS).play(Optional.empty(), 6);

        assertThat(run.score().both()).isGreaterThan(.95);
        // all begin on the first pool; the other one costs a third, and is half as fast again
        double onSlow = run.uses().get(0).replicaHours(1800, 3600);
        double onFast = run.uses().get(1).replicaHours(1800, 3600);
        assertThat(onFast).isGreaterThan(3 * onSlow);
    }

    @Test
    @DisplayName("is refused if a pool is not declared")
    void undeclared() {
        ScalingPolicy policy = policy().withPlacement(
                        Placement.ANYWHERE.withPools(List.of(new PoolTerms("spot", OptionalDouble.empty(), 0))));
        ServingScenario scenario = scenario(chats(5, 60, 1));
        assertThatThrownBy(() -> new PlacedScenario(scenario, policy, POOLS))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("names the pool spot")
                .hasMessageContaining("kind: Pool");
    }

    private static ScalingPolicy policy() {
        return ScalingPolicy.of("chat", 40).withTokens(Objective.Tokens.STANDARD);
    }

    private static ServingScenario scenario(RequestTrace requests) {
        return new ServingScenario(
                "chat",
                requests,
                H100,
                EngineSettings.DEFAULT,
                StartupTimes.fixed(60),
                new TokenLimits(1.5, 3, .1),
                600);
    }
}
