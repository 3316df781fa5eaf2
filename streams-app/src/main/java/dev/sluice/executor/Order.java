package dev.sluice.executor;

/** Run this many replicas of the target; of two orders for a target, the one of the higher generation counts. */
public record Order(Target target, int replicas, long generation) {
    public Order {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas " + replicas + " of " + target + " are fewer than none");
        }
    }
}
