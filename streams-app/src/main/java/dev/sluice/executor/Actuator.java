package dev.sluice.executor;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;

/**
 * One platform that runs replicas. Orders are absolute, so that carrying one out twice changes nothing. An order of
 * another size than the replicas have replaces them at that size, as gently as the platform can; one without a size leaves
 * the size as it is.
 *
 * <p>Orders of different targets are carried out by several threads at once; of one target there is one call of
 * {@link #apply} at a time. A call that takes longer than {@code executor.order.timeout.ms} is interrupted, and what it
 * returns afterwards is not heard: it must not change anything from then on. Whatever is thrown counts as a failure that
 * may be retried.
 */
public interface Actuator extends AutoCloseable {
    /** Orders this many replicas from the platform and returns when it has taken the order, not when they are ready. */
    Outcome apply(Order order, Instant now);

    /** Which of the orders that wait have all their replicas useful by now. */
    List<Readiness> poll(List<Waiting> waiting);

    /** Whether {@link #poll} will ever tell of replicas that became ready. */
    boolean tellsReadiness();

    /** The instances of a target by name, in an order that stays; none where the platform does not know them one by one. */
    default List<Instance> instances(Target target, Instant now) {
        return List.of();
    }

    /** Whether the platform lives in this process and is told again after a start, by {@link #resume}, what it runs. */
    default boolean livesHere() {
        return false;
    }

    /** Tells of an order that was carried out at this time before the executor's start. */
    default void resume(Order order, Instant at) {}

    @Override
    default void close() {}

    /** An order that was applied and whose replicas were not all useful then; now is by the executor's time source. */
    record Waiting(Order order, Instant now) {}

    /**
     * All replicas of an order are ready.
     *
     * @param ready replicas of the target that were useful then
     * @param at since when
     */
    record Readiness(Order order, int ready, Instant at) {
        public Readiness {
            Objects.requireNonNull(order, "order");
            Objects.requireNonNull(at, "at");
            if (ready < 0) {
                throw new IllegalArgumentException(
                        "fewer than no replicas of " + order.target() + " are ready: " + ready);
            }
        }
    }

    /** An outcome of a platform that says how many replicas are ready. */
    static Outcome applied(String message, int ready) {
        return new Outcome.Applied(message, OptionalInt.of(ready));
    }
}
