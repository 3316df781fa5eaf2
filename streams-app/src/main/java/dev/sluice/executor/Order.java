package dev.sluice.executor;

import dev.sluice.events.ReplicaSize;
import dev.sluice.events.ScalingCommand;
import dev.sluice.policy.Resources;
import java.util.Optional;

/**
 * Run this many replicas of the target; of two orders for a target, the one of the higher generation counts.
 *
 * @param size what each replica is to be given, a resource of 0 as it is; empty: all as it is
 */
public record Order(Target target, int replicas, long generation, Optional<Resources> size) {
    /** No count of commands reaches it: a record of a higher generation would silence its target for ever. */
    static final long HIGHEST_GENERATION = 1L << 52;

    public Order {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas " + replicas + " of " + target + " are fewer than none");
        }
    }

    /** An order that leaves the replicas' size as it is. */
    public Order(Target target, int replicas, long generation) {
        this(target, replicas, generation, Optional.empty());
    }

    /** What a command orders; {@link IllegalArgumentException} where that is impossible. */
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
