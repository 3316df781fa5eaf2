package dev.sluice.executor.commands;

import dev.sluice.client.CommandReader;
import dev.sluice.client.Fence;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Order;
import dev.sluice.executor.PoolCapacity;
import dev.sluice.executor.Target;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.commands.ack.PartitionClock;
import dev.sluice.executor.commands.watch.DriftWatch;
import dev.sluice.executor.commands.watch.ReadinessWatch;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Rebuilds the state of a partition when it is assigned: first from its old acknowledgements, then from its commands, and last
 * from older acknowledgements of pools that neither tell of.
 */
final class PartitionRecall {
    private final GuardedActuator platform;
    private final PartitionClock clock;
    private final Fence<Target> fence;
    private final ReadinessWatch readiness;
    private final DriftWatch drift;
    private final Map<String, ScalingCommand> newest = new HashMap<>();
    private Set<Target> sought = Set.of();

    PartitionRecall(
            GuardedActuator platform,
            PartitionClock clock,
            Fence<Target> fence,
            ReadinessWatch readiness,
            DriftWatch drift) {
        this.platform = platform;
        this.clock = clock;
        this.fence = fence;
        this.readiness = readiness;
        this.drift = drift;
    }

    /**
     * Learns from an old acknowledgement, in the order in which they were written. An acknowledgement does not state
     * the resources of replicas; waiting orders need only their number.
     */
    void ack(ScalingAck ack) {
        if (ack.getGeneration() > CommandReader.HIGHEST_GENERATION
                || ack.getService().isEmpty()) {
            return;
        }
        Target target = Target.of(ack);
        // after one that has expired, an older one may still be on its way
        if (ack.getStatus() != AckStatus.EXPIRED) {
            fence.answered(target, ack.getGeneration());
        }
        clock.see(ack.getService(), ack.getIssuedAt());
        follow(new Order(target, Math.max(0, ack.getReplicas()), ack.getGeneration()), ack);
    }

    private void follow(Order order, ScalingAck ack) {
        if (ack.getStatus() == AckStatus.FAILED) {
            platform.circuit().recalled(order.target(), false);
        } else if (ack.getStatus() == AckStatus.READY) {
            readiness.reached(order);
            drift.applied(order, ack.getIssuedAt(), true);
        } else if (ack.getStatus() == AckStatus.APPLIED) {
            OptionalInt ready = ack.getReady() == null ? OptionalInt.empty() : OptionalInt.of(ack.getReady());
            platform.circuit().recalled(order.target(), true);
            platform.resume(order, ack.getAt());
            readiness.applied(order, ack.getIssuedAt(), ready);
            drift.applied(order, ack.getIssuedAt(), ready.orElse(-1) >= order.replicas());
        } else if (ack.getStatus() == AckStatus.DRIFTED) {
            drift.applied(order, ack.getIssuedAt(), true);
        }
    }

    /**
     * Learns of a command that is still in the topic, after all acknowledgements. One from before this time that none of
     * them answers was carried out long ago: otherwise Sluice would have given a newer one.
     */
    void command(ScalingCommand command, Instant acksSince) {
        Target target = Target.of(command);
        newest.merge(command.getService(), command, (a, b) -> b.getGeneration() > a.getGeneration() ? b : a);
        if (command.getIssuedAt().isBefore(acksSince)
                && command.getGeneration() > fence.newest(target).orElse(-1)) {
            drift.recall(Order.of(command), command.getIssuedAt());
        }
    }

    /**
     * The services of which pools run replicas by orders that neither acknowledgements nor commands have told so far. What is
     * learned next is about these pools.
     */
    Set<String> seek() {
        sought = newest.values().stream()
                .flatMap(PartitionRecall::otherPools)
                .filter(target -> platform.scope().covers(target))
                .filter(target -> fence.newest(target).isEmpty() && !drift.watches(target))
                .collect(Collectors.toSet());
        return sought.stream().map(Target::service).collect(Collectors.toSet());
    }

    private static Stream<Target> otherPools(ScalingCommand command) {
        return PoolCapacity.of(command).stream()
                .filter(pool -> pool.replicas() > 0 && !pool.pool().equals(command.getPool()))
                .map(pool -> new Target(command.getService(), pool.pool()));
    }

    /** Learns from an acknowledgement that is older than all before it. */
    void older(ScalingAck ack) {
        if (sought.contains(Target.of(ack))) {
            ack(ack);
        }
    }
}
