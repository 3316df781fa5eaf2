package dev.sluice.executor.weights;

import dev.sluice.allocation.weights.Backend;
import dev.sluice.allocation.weights.Backend.Address;
import dev.sluice.allocation.weights.Weights;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Instance;
import dev.sluice.executor.PerPool;
import dev.sluice.executor.PoolCapacity;
import dev.sluice.executor.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The capacity of one service that is ready now, according to its records: the capacity per replica from the newest
 * command, and the ready replicas from the newest acknowledgement of each pool.
 *
 * <p>If a platform does not report readiness, all ordered replicas count as ready.
 */
public final class ReadyCapacity {
    private static final int PER_BACKEND = 10;

    private final String service;
    private final Map<String, Useful> useful = new HashMap<>();
    private List<PoolCapacity> pools = List.of();
    private long generation = Long.MIN_VALUE;
    private Instant newest = Instant.EPOCH;
    private boolean told;

    /** Replicas of a pool that are ready, since an acknowledgement's time. */
    private record Useful(int replicas, Instant at) {}

    /** Nothing is known yet but whether the platform tells readiness; where that is open, its first count shows that it does. */
    public ReadyCapacity(String service, boolean tells) {
        this.service = service;
        this.told = tells;
    }

    /** Learns of a command; an older generation than the newest tells nothing. */
    public void commanded(ScalingCommand command) {
        see(command.getIssuedAt());
        if (command.getGeneration() >= generation) {
            generation = command.getGeneration();
            pools = PoolCapacity.of(command);
            told |= pools.stream().anyMatch(pool -> pool.ready().isPresent());
        }
    }

    /** Learns from an acknowledgement, in the order in which they were written; answers whether it tells of replicas. */
    public boolean acknowledged(ScalingAck ack) {
        see(ack.getAt());
        if (ack.getStatus() == AckStatus.APPLIED) {
            useful.put(ack.getPool(), new Useful(applied(ack), ack.getAt()));
        } else if (ack.getStatus() == AckStatus.READY) {
            useful.merge(
                    ack.getPool(),
                    new Useful(count(ack).orElse(ack.getReplicas()), ack.getAt()),
                    (known, now) ->
                            // told late, it may speak of a time before what is known
                            now.at().isBefore(known.at()) && now.replicas() < known.replicas() ? known : now);
            told = true;
        } else {
            return false;
        }
        return true;
    }

    private int applied(ScalingAck ack) {
        OptionalInt count = count(ack);
        told |= count.isPresent();
        if (count.isPresent() || !told) {
            return count.orElse(ack.getReplicas());
        }
        Useful known = useful.getOrDefault(ack.getPool(), new Useful(0, Instant.EPOCH));
        return Math.min(known.replicas(), ack.getReplicas());
    }

    private static OptionalInt count(ScalingAck ack) {
        Integer ready = ack.getReady();
        return ready == null ? OptionalInt.empty() : OptionalInt.of(ready);
    }

    private void see(Instant time) {
        newest = time.isAfter(newest) ? time : newest;
    }

    /** Whether a command is known, and with it the pools. */
    boolean ordered() {
        return !pools.isEmpty();
    }

    /** The pools of the newest command. */
    List<Target> targets() {
        return pools.stream().map(pool -> new Target(service, pool.pool())).toList();
    }

    /** The newest time that a record of the service carried. */
    Instant newest() {
        return newest;
    }

    /** Replicas that the newest command has for a pool. */
    public int ordered(String pool) {
        return pools.stream()
                .filter(known -> known.pool().equals(pool))
                .mapToInt(PoolCapacity::replicas)
                .sum();
    }

    /** The shares of traffic of the pools that have no instances to name, and of the instances of the others. */
    public Weights weights(PerPool<Address> addresses, Function<Target, List<Instance>> instances) {
        List<Backend> backends = pools.stream()
                .flatMap(pool -> backends(pool, addresses, instances))
                .toList();
        return Weights.of(service, Math.max(Weights.TOTAL, PER_BACKEND * backends.size()), backends);
    }

    private Stream<Backend> backends(
            PoolCapacity pool, PerPool<Address> addresses, Function<Target, List<Instance>> instances) {
        Target target = new Target(service, pool.pool());
        List<Instance> known = instances.apply(target);
        if (known.isEmpty()) {
            return Stream.of(
                    new Backend(pool.pool(), Optional.empty(), addresses.of(target), ready(pool), pool.perReplica()));
        }
        return known.stream()
                .map(one -> new Backend(
                        pool.pool(), Optional.of(one.name()), one.address(), one.ready() ? 1 : 0, pool.perReplica()));
    }

    private int ready(PoolCapacity pool) {
        Useful known = useful.get(pool.pool());
        return known != null ? known.replicas() : pool.ready().orElse(told ? 0 : pool.replicas());
    }
}
