package dev.sluice.executor;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One platform that runs replicas. Orders are absolute, so carrying out an order twice changes nothing. An order with
 * other resources than the replicas have replaces the replicas, as gently as the platform can. An order without
 * resources leaves the resources as they are.
 *
 * <p>Orders of different targets are carried out by several threads at once. For one target there is one call of
 * {@link #apply} at a time. A call that takes longer than {@code executor.order.timeout.ms} is interrupted, and its
 * result is ignored: it must not change anything from then on. Any exception counts as a failure that may be retried.
 */
public interface Actuator extends AutoCloseable {
    /**
     * Orders this many replicas from the platform. Returns when the platform has taken the order, not when the
     * replicas are ready.
     */
    Outcome apply(Order order, Instant now);

    /** The waiting orders whose replicas are all ready by now. */
    List<Readiness> poll(List<Waiting> waiting);

    /**
     * What the platform runs now for orders that were carried out, as far as it knows. It is asked every few seconds: a
     * platform that would have to be asked over the network for each order leaves it out.
     */
    default List<Observed> observe(List<Order> inForce) {
        return List.of();
    }

    /** True if {@link #poll} can report replicas that became ready. */
    boolean tellsReadiness();

    /**
     * The instances of a target by name, in a stable order. Empty if the platform does not know individual instances.
     */
    default List<Instance> instances(Target target, Instant now) {
        return List.of();
    }

    /** Where the platform keeps load-balancer weights for others to read; empty if it keeps none. */
    default Optional<WeightSink> weights() {
        return Optional.empty();
    }

    /** True if the platform runs in this process. After a start, {@link #resume} tells it what it runs. */
    default boolean livesHere() {
        return false;
    }

    /** Reports an order that was carried out at this time, before the executor's start. */
    default void resume(Order order, Instant at) {}

    @Override
    default void close() {}

    /**
     * An order that was applied and whose replicas were not all ready then. {@code now} is by the executor's time
     * source.
     */
    record Waiting(Order order, Instant now) {}

    /**
     * All replicas of an order are ready.
     *
     * @param ready replicas of the target that were ready then
     * @param at time since which they are ready
     */
    record Readiness(Order order, int ready, Instant at) {
        public Readiness {
            Objects.requireNonNull(order, "order");
            Objects.requireNonNull(at, "at");
            Outcome.check(ready);
        }
    }

    /**
     * What the platform runs now for an order that was carried out.
     *
     * @param running replicas that the platform is told to run; other than the order's if somebody else changed them
     * @param ready replicas of the target that are ready; empty if the platform does not report it
     * @param limit most replicas of the target that the platform can run for now; empty if it knows no such limit
     * @param why what the platform says of it, as text; may be empty
     */
    record Observed(Order order, int running, OptionalInt ready, OptionalInt limit, String why) {
        public Observed {
            Objects.requireNonNull(order, "order");
            Outcome.check(running);
            ready.ifPresent(Outcome::check);
            limit.ifPresent(Outcome::check);
            why = Outcome.shortened(why);
        }

        /** True if what runs is what was ordered. */
        public boolean isAsOrdered() {
            return running == order.replicas() && ready.orElse(running) >= running && limit.orElse(running) >= running;
        }
    }

    /** The outcome from a platform that states how many replicas are ready. */
    static Outcome applied(String message, int ready) {
        return new Outcome.Applied(message, OptionalInt.of(ready));
    }
}
