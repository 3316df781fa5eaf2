package dev.sluice.simulator.llm;

import dev.sluice.simulator.llm.engine.RequestOutcomes;
import dev.sluice.simulator.llm.plant.FleetHistory;
import dev.sluice.simulator.llm.plant.GroupUse;
import dev.sluice.simulator.llm.request.RequestTrace;
import java.util.List;

/**
 * What happened to the requests of a scenario, and to the fleet.
 *
 * @param scenario that was played
 * @param outcomes of its requests
 * @param history of the fleet
 * @param uses of its pools or roles; empty if it has only one kind of replicas
 */
public record ServingRun(
        ServingScenario scenario, RequestOutcomes outcomes, FleetHistory history, List<GroupUse> uses) {
    public ServingRun {
        uses = List.copyOf(uses);
    }

    /** A run of a fleet with one kind of replicas. */
    ServingRun(ServingScenario scenario, RequestOutcomes outcomes, FleetHistory history) {
        this(scenario, outcomes, history, List.of());
    }

    /** Whether the first token of request {@code i} came in time. */
    public boolean firstTokenMet(int i) {
        RequestTrace requests = scenario.requests();
        double idle = scenario.unloaded().firstToken(requests.prompt(i), requests.hit(i));
        return outcomes.timeToFirstToken(i) <= scenario.limits().firstToken(idle);
    }

    /** Whether the tokens of request {@code i} followed each other in time, to the last. */
    public boolean interTokenMet(int i) {
        return outcomes.interTokenTime(i) <= scenario.limits().interToken();
    }

    public ServingScore score() {
        return ServingScore.of(this);
    }
}
