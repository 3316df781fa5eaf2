package dev.sluice.simulator.llm.contender;

import dev.sluice.simulator.llm.FleetController;
import dev.sluice.simulator.llm.plant.FleetView;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/**
 * llm-d's workload variant autoscaler in saturation mode with its defaults: one replica more where replicas that are not
 * saturated have little KV cache or queue to spare, one less where it would be enough without one. What it wants is acted on
 * at once.
 */
final class Wva implements FleetController {
    private static final double FULL_KV = .8;
    private static final double FULL_QUEUE = 5;
    private static final double SPARE_KV = .1;
    private static final double SPARE_QUEUE = 3;

    @Override
    public Duration interval() {
        return Duration.ofSeconds(60);
    }

    @Override
    public OptionalInt decide(FleetView fleet) {
        if (fleet.ready() != fleet.wanted()) {
            return OptionalInt.empty();
        }
        List<FleetView.Replica> open = fleet.replicas().stream()
                .filter(replica -> replica.kvUsage() < FULL_KV && replica.waiting() < FULL_QUEUE)
                .toList();
        double kv = open.stream().mapToDouble(FleetView.Replica::kvUsage).sum();
        double queue = open.stream().mapToDouble(FleetView.Replica::waiting).sum();
        if (!enough(kv, queue, open.size())) {
            return OptionalInt.of(fleet.wanted() + 1);
        }
        return open.size() >= 2 && enough(kv, queue, open.size() - 1)
                ? OptionalInt.of(fleet.wanted() - 1)
                : OptionalInt.empty();
    }

    /** Whether this many replicas with that much in them have enough to spare. */
    private static boolean enough(double kv, double queue, int replicas) {
        return replicas > 0 && FULL_KV - kv / replicas >= SPARE_KV && FULL_QUEUE - queue / replicas >= SPARE_QUEUE;
    }
}
