package dev.sluice.executor.commands;

import dev.sluice.client.CommandReader;
import dev.sluice.client.Fence;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.calls.GuardedActuator;
import java.time.Instant;
import java.util.OptionalInt;

/** Rebuilds the state of a partition when it is assigned: first from its old acknowledgements, then from its commands. */
final class PartitionRecall {
    private final GuardedActuator platform;
    private final PartitionClock clock;
    private final Fence<Target> fence;
    private final ReadinessWatch readiness;
    private final DriftWatch drift;

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
        if (ack.getStatus() == AckStatus.READY) {
            readiness.reached(order);
            drift.applied(order, ack.getIssuedAt(), true);
        } else if (ack.getStatus() == AckStatus.APPLIED) {
            OptionalInt ready = ack.getReady() == null ? OptionalInt.empty() : OptionalInt.of(ack.getReady());
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
        if (command.getIssuedAt().isBefore(acksSince)
                && command.getGeneration() > fence.newest(target).orElse(-1)) {
            drift.recall(Order.of(command), command.getIssuedAt());
        }
    }
}
