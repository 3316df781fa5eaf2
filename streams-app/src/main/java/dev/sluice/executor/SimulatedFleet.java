package dev.sluice.executor;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * A platform in memory whose new replicas need a lead time to become useful; replicas that are not wanted any more go at
 * once, those still starting first. Safe for use by several threads.
 */
public final class SimulatedFleet implements Actuator {
    private final Function<Target, Duration> leadTime;
    private final Map<Target, Running> running = new HashMap<>();

    /** Replicas that become useful together. */
    private record Batch(Instant readyAt, int count) {}

    /** The replicas of one target, the soonest useful first. */
    private static final class Running {
        private final List<Batch> batches = new ArrayList<>();
        private long generation = Long.MIN_VALUE;

        int ordered() {
            return batches.stream().mapToInt(Batch::count).sum();
        }

        int ready(Instant now) {
            return batches.stream()
                    .filter(batch -> !batch.readyAt().isAfter(now))
                    .mapToInt(Batch::count)
                    .sum();
        }

        void order(Order order, Instant readyAt) {
            int missing = order.replicas() - ordered();
            if (missing > 0) {
                int place = batches.size();
                while (place > 0 && batches.get(place - 1).readyAt().isAfter(readyAt)) {
                    place--;
                }
                batches.add(place, new Batch(readyAt, missing));
            }
            for (int surplus = -missing; surplus > 0; ) {
                Batch last = batches.remove(batches.size() - 1);
                if (last.count() > surplus) {
                    batches.add(new Batch(last.readyAt(), last.count() - surplus));
                }
                surplus -= last.count();
            }
            generation = order.generation();
        }

        /** When the replica of this rank, counted from 1, becomes useful; the end of time where there is none. */
        Instant readyAt(int rank) {
            int seen = 0;
            for (Batch batch : batches) {
                seen += batch.count();
                if (seen >= rank) {
                    return batch.readyAt();
                }
            }
            return Instant.MAX;
        }
    }

    /** A fleet by the lead time of each target. */
    public SimulatedFleet(Function<Target, Duration> leadTime) {
        this.leadTime = leadTime;
    }

    @Override
    public synchronized Outcome apply(Order order, Instant now) {
        Running fleet = running.computeIfAbsent(order.target(), t -> new Running());
        fleet.order(order, now.plus(leadTime.apply(order.target())));
        int ready = fleet.ready(now);
        return Actuator.applied(ready + " of " + order.replicas() + " useful", ready);
    }

    @Override
    public synchronized List<Readiness> poll(List<Waiting> waiting) {
        List<Readiness> reached = new ArrayList<>();
        for (Waiting one : waiting) {
            Running fleet = running.getOrDefault(one.order().target(), new Running());
            Instant at = fleet.readyAt(one.order().replicas());
            if (!at.isAfter(one.now())) {
                reached.add(new Readiness(one.order(), fleet.ready(at), at));
            }
        }
        return reached;
    }

    @Override
    public boolean tellsReadiness() {
        return true;
    }

    @Override
    public boolean livesHere() {
        return true;
    }

    @Override
    public synchronized void resume(Order order, Instant at) {
        Running fleet = running.computeIfAbsent(order.target(), t -> new Running());
        if (order.generation() > fleet.generation) {
            fleet.order(order, at.plus(leadTime.apply(order.target())));
        }
    }

    /** Replicas that are useful. */
    public synchronized int ready(Target target, Instant now) {
        return running.getOrDefault(target, new Running()).ready(now);
    }

    /** Replicas that were ordered, useful or not yet. */
    public synchronized int ordered(Target target) {
        return running.getOrDefault(target, new Running()).ordered();
    }
}
