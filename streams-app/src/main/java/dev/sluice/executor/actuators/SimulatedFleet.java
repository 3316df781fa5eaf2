package dev.sluice.executor.actuators;

import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.executor.Actuator;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.policy.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.IntStream;

/**
 * A platform in memory. New replicas become ready after a lead time. Replicas that are no longer needed stop at once,
 * those still starting first. If an order has other resources, each ready replica serves until its successor is
 * ready, and replicas that are still starting start again. Thread-safe.
 */
public final class SimulatedFleet implements Actuator {
    private final Function<Target, Duration> leadTime;
    private final ToIntFunction<Target> limit;
    private final OptionalInt port;
    private final Map<Target, Running> running = new HashMap<>();

    /** Replicas that become ready together. */
    private record Batch(Instant readyAt, int count) {}

    /** The replicas of one target, the earliest ready one first. */
    private static final class Running {
        private final List<Batch> batches = new ArrayList<>();
        private Optional<Resources> size = Optional.empty();
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

        void order(Order order, Instant now, Instant readyAt) {
            if (order.size().isPresent() && !order.size().equals(size)) {
                batches.removeIf(batch -> batch.readyAt().isAfter(now));
                size = order.size();
            }
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

        /** When the replica of this rank, counted from 1, becomes ready; the end of time if there is none. */
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

    /** A fleet by the lead time of each target, whose replicas have no address. */
    public SimulatedFleet(Function<Target, Duration> leadTime) {
        this(leadTime, OptionalInt.empty());
    }

    /** A fleet whose replicas say that they listen on this port, each at a made-up address of the loopback network. */
    public SimulatedFleet(Function<Target, Duration> leadTime, OptionalInt port) {
        this(leadTime, unused -> Integer.MAX_VALUE, port);
    }

    /** A fleet that runs so many replicas of a target at most, and refuses orders for more. */
    public SimulatedFleet(Function<Target, Duration> leadTime, ToIntFunction<Target> limit, OptionalInt port) {
        this.leadTime = leadTime;
        this.limit = limit;
        this.port = port;
    }

    @Override
    public synchronized Outcome apply(Order order, Instant now) {
        int most = limit.applyAsInt(order.target());
        if (order.replicas() > most) {
            return Outcome.Failed.noCapacity("the simulated platform has room for " + most, most);
        }
        Running fleet = running.computeIfAbsent(order.target(), t -> new Running());
        order(fleet, order, now);
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
            order(fleet, order, at);
        }
    }

    private void order(Running fleet, Order order, Instant now) {
        fleet.order(order, now, now.plus(leadTime.apply(order.target())));
    }

    @Override
    public synchronized List<Instance> instances(Target target, Instant now) {
        if (port.isEmpty()) {
            return List.of();
        }
        int ready = ready(target, now);
        return IntStream.range(0, ordered(target))
                .mapToObj(rank -> new Instance(
                        target + "-" + rank,
                        Optional.of(new Address(loopback(target, rank), port.getAsInt())),
                        rank < ready))
                .toList();
    }

    /** An address that stays for a replica's rank; another target has others, but for rare coincidences. */
    private static String loopback(Target target, int rank) {
        int place = Math.floorMod(target.hashCode() * 256 + rank, (1 << 24) - 2) + 1;
        return "127." + (place >> 16) + "." + (place >> 8 & 255) + "." + (place & 255);
    }

    /** Replicas that are ready. */
    public synchronized int ready(Target target, Instant now) {
        return running.getOrDefault(target, new Running()).ready(now);
    }

    /** Replicas that were ordered, ready or not. */
    public synchronized int ordered(Target target) {
        return running.getOrDefault(target, new Running()).ordered();
    }

    /** The resources of each replica. Empty before an order set them. */
    public synchronized Optional<Resources> size(Target target) {
        return running.getOrDefault(target, new Running()).size;
    }
}
