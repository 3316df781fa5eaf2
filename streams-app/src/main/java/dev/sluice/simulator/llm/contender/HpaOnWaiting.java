package dev.sluice.simulator.llm.contender;

import dev.sluice.policy.ScalingPolicy;
import dev.sluice.simulator.baseline.hpa.HpaBehavior;
import dev.sluice.simulator.baseline.hpa.HpaReplicas;
import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.ServingScenario.Bounds;
import dev.sluice.simulator.llm.plant.FleetView;
import java.time.Duration;
import java.util.OptionalInt;

/**
 * Kubernetes' HPA on the number of requests that wait, 5 a replica, with its default behavior. Requests at the gateway
 * count as waiting.
 *
 * <p>Source: the template of the vLLM production stack ({@code vllm:num_requests_waiting}, polled every 15 s).
 */
final class HpaOnWaiting implements FleetController {
    private static final Duration SYNC = Duration.ofSeconds(15);
    private static final long WAITING_PER_REPLICA = 5;

    private final HpaBehavior behavior;

    HpaOnWaiting(Bounds bounds) {
        this.behavior = new HpaBehavior(
                HpaBehavior.UP, HpaBehavior.DOWN, new ScalingPolicy.Bounds(Math.max(1, bounds.min()), bounds.max()));
    }

    @Override
    public Duration interval() {
        return SYNC;
    }

    @Override
    public OptionalInt decide(FleetView fleet) {
        int current = Math.max(1, fleet.wanted());
        int desired = HpaReplicas.DEFAULT.averageValue(current, fleet.queued(), WAITING_PER_REPLICA);
        return OptionalInt.of(behavior.decide((long) (fleet.now() * 1000), current, Math.max(1, desired)));
    }
}
