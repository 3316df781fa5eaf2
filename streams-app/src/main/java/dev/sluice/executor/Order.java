package dev.sluice.executor;

import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ScalingCommand;
import dev.sluice.policy.Resources;
import java.util.Optional;

/**
 * An order to run this many replicas of the target. Of two orders for a target, the one with the higher generation
 * applies.
 *
 * @param size resources of each replica, a resource of 0 unchanged; empty: all unchanged
 */
public record Order(Target target, int replicas, long generation, Optional<Resources> size) {
    /** No number of commands reaches it. A record with a higher generation would block its target for ever. */
    static final long HIGHEST_GENERATION = 1L << 52;

    public Order {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas " + replicas + " of " + target + " are fewer than none");
        }
    }

    /** An order that leaves the resources of the replicas unchanged. */
    public Order(Target target, int replicas, long generation) {
        this(target, replicas, generation, Optional.empty());
    }

    /** The order of a command; throws {@link IllegalArgumentException} if it is impossible. */
    static Order of(ScalingCommand command) {
        return new Order(
                Target.of(command),
                command.getReplicas(),
                command.getGeneration(),
                Optional.ofNullable(command.getSize())
                        .map(Order::resources)
                        .filter(size -> !size.equals(Resources.NONE)));
    }

    private static Resources resources(ReplicaSize size) {
        return new Resources(size.getCpu(), size.getMemory(), size.getGpu(), size.getGpuMemory(), size.getStorage());
    }
}
