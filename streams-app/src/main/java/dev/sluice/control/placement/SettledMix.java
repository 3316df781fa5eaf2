package dev.sluice.control.placement;

import dev.sluice.control.placement.problem.PlacementProblem;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;

/**
 * The mix of pools that a service was last placed in or is on its way to. What is ordered says less: while a service
 * moves, replicas of two mixes run.
 */
final class SettledMix {
    private final TreeMap<String, Integer> replicas = new TreeMap<>();

    /** Returns the replicas of each pool; before the first placement, those that are ordered. */
    Map<String, Integer> replicas(PlacementProblem problem) {
        return replicas.isEmpty() ? problem.fleet().orderedByPool() : replicas();
    }

    /** Returns the replicas of each pool; none before the first placement. */
    Map<String, Integer> replicas() {
        return Map.copyOf(replicas);
    }

    void settle(Map<String, Integer> mix) {
        replicas.clear();
        replicas.putAll(mix);
    }

    void write(DataOutput out) throws IOException {
        StoredCounts.write(replicas, out);
    }

    void read(DataInput in) throws IOException {
        StoredCounts.read(replicas, in);
    }
}
