package dev.sluice.executor;

import dev.sluice.events.PoolShare;
import dev.sluice.events.ScalingCommand;
import dev.sluice.text.Checks;
import java.util.List;
import java.util.OptionalInt;

/**
 * What a command states about one pool of its service.
 *
 * @param replicas replicas ordered there
 * @param ready replicas of those that were known to be ready when the command was issued; empty if nothing reported
 *     it
 * @param perReplica what one replica serves there, units per second
 */
public record PoolCapacity(String pool, int replicas, OptionalInt ready, double perReplica) {
    public PoolCapacity {
        Checks.amount("replicas of pool " + pool, replicas);
        Checks.amount("ready of pool " + pool, ready.orElse(0));
        Checks.amount("perReplica of pool " + pool, perReplica);
    }

    /**
     * The pools of a service after a command. One that has a single pool does not say what a replica serves: 1 stands for
     * it, for a share of one does not depend on it. {@link IllegalArgumentException} where a number is impossible.
     */
    public static List<PoolCapacity> of(ScalingCommand command) {
        if (command.getAllocation().isEmpty()) {
            return List.of(new PoolCapacity(command.getPool(), command.getReplicas(), OptionalInt.empty(), 1));
        }
        return command.getAllocation().stream().map(PoolCapacity::of).toList();
    }

    private static PoolCapacity of(PoolShare share) {
        Integer ready = share.getReady();
        return new PoolCapacity(
                share.getPool(),
                share.getReplicas(),
                ready == null ? OptionalInt.empty() : OptionalInt.of(ready),
                share.getPerReplica());
    }
}
