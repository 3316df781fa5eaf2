package dev.sluice.simulator.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.simulator.llm.ServingScenario.Bounds;
import dev.sluice.simulator.llm.engine.EngineSettings;
import dev.sluice.simulator.llm.replica.ReplicaSpec;
import dev.sluice.simulator.llm.replica.StartupTimes;
import dev.sluice.simulator.llm.request.GeneratedRequests;
import dev.sluice.simulator.llm.request.RequestKind;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Sluice on a simulated fleet that serves a large model")
final class SluiceControllerTest {
    private static final double HOUR = 3600;
    private static final TokenLimits LIMITS = new TokenLimits(1.5, 3, .1);

    @Test
    @DisplayName("serves generated chats within their limits, for less than a fleet that is large enough for the peak")
    void chat() {
        ServingScenario scenario = scenario(60);
        SluiceController sluice = SluiceController.of(scenario, Optional.empty());
        ServingScore score = ServingScore.of(scenario.play(sluice, 8, new Bounds(1, 60)));
        assertThat(score.both()).isGreaterThan(.95);
        ServingScore large = ServingScore.of(scenario.playConstant(30));
        assertThat(score.gpuHours(scenario.spec())).isLessThan(large.gpuHours(scenario.spec()));
    }

    @Test
    @DisplayName("learns what a replica computes and how long it takes to start, and says why it decided")
    void learns() {
        ServingScenario scenario = scenario(120);
        SluiceController sluice = SluiceController.of(scenario, Optional.empty());
        scenario.play(sluice, 2, new Bounds(1, 60));
        assertThat(sluice.lastDecision()).isPresent();
        assertThat(sluice.lastDecision().orElseThrow().plan()).hasValueSatisfying(plan -> {
            assertThat(plan.leadTime().toSeconds()).isBetween(110L, 140L);
            assertThat(plan.rule()).isPresent();
        });
        assertThat(sluice.lastDecision().orElseThrow().detail()).contains("a busy replica computes");
    }

    @Test
    @DisplayName("decides the same each time")
    void again() {
        assertThat(fleetOf(scenario(60))).isEqualTo(fleetOf(scenario(60)));
    }

    private static double fleetOf(ServingScenario scenario) {
        SluiceController sluice = SluiceController.of(scenario, Optional.empty());
        return ServingScore.of(scenario.play(sluice, 4, new Bounds(1, 60))).gpuHours(scenario.spec());
    }

    private static ServingScenario scenario(double startup) {
        return new ServingScenario(
                "chat",
                GeneratedRequests.of(RequestKind.CHAT, HOUR, 1, 5),
                ReplicaSpec.builtIn("h100").orElseThrow(),
                EngineSettings.DEFAULT,
                StartupTimes.fixed(startup),
                LIMITS,
                600);
    }
}
