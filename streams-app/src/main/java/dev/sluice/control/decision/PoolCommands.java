package dev.sluice.control.decision;

import dev.sluice.control.fleet.ReplicaTracker;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.decision.Decision;
import java.util.List;
import java.util.Map;

/** Issues the commands for a placement: one for each pool whose replica count changes, pools that grow first. */
final class PoolCommands {
    private final ServiceFleet fleet;

    PoolCommands(ServiceFleet fleet) {
        this.fleet = fleet;
    }

    /** Issues the commands; {@code all}: for each pool, because the resources of its replicas change. */
    List<Decision.Commanded> issue(Map<String, Integer> replicas, boolean all, DecisionContext context) {
        return replicas.entrySet().stream()
                .filter(part -> all || isNeeded(part.getKey(), part.getValue(), context))
                .sorted((a, b) -> Integer.compare(growth(b), growth(a)))
                .map(part -> order(part.getKey(), part.getValue(), context.now()))
                .toList();
    }

    private Decision.Commanded order(String pool, int replicas, long now) {
        int previous = fleet.in(pool).ordered();
        return new Decision.Commanded(pool, replicas, previous, fleet.order(pool, replicas, now));
    }

    private int growth(Map.Entry<String, Integer> part) {
        return part.getValue() - fleet.in(part.getKey()).ordered();
    }

    /** Returns true if a pool needs a command. A pool that was never used needs none to stay empty. */
    private boolean isNeeded(String pool, int replicas, DecisionContext context) {
        ReplicaTracker there = fleet.in(pool);
        boolean named = context.pooled() || !pool.equals(ServiceFleet.ONLY);
        boolean untouched = named && there.generation() == 0 && replicas == 0;
        return replicas != there.ordered() || (there.mustCommand(context.now()) && !untouched);
    }
}
