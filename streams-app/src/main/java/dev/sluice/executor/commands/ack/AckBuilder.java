package dev.sluice.executor.commands.ack;

import dev.sluice.client.Acknowledgements;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator.Observed;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import java.time.Instant;

/**
 * Acknowledgements of one partition's commands.
 *
 * @param executor name that each carries
 * @param group consumer group that each carries
 */
public record AckBuilder(String executor, String group, PartitionClock clock) {
    /** What became of a command, as of now. */
    public ScalingAck answer(ScalingCommand command, AckStatus status, String message) {
        return Acknowledgements.of(command, status, message, executor, group, clock.now(Target.of(command)));
    }

    /** All replicas of an order that was issued then are ready. */
    public ScalingAck ready(Readiness readiness, Instant issuedAt) {
        Order order = readiness.order();
        return ScalingAck.newBuilder()
                .setService(order.target().service())
                .setPool(order.target().pool())
                .setGeneration(order.generation())
                .setStatus(AckStatus.READY)
                .setReplicas(order.replicas())
                .setReady(readiness.ready())
                .setIssuedAt(issuedAt)
                .setAt(possible(readiness.at(), clock.now(order.target())))
                .setExecutor(executor)
                .setGroup(group)
                .build();
    }

    /** What runs for an order, which was carried out and issued then, is no longer what it ordered, or is so again. */
    public ScalingAck drifted(Observed seen, Instant issuedAt) {
        Order order = seen.order();
        boolean asOrdered = seen.isAsOrdered();
        ScalingAck.Builder ack = ScalingAck.newBuilder()
                .setService(order.target().service())
                .setPool(order.target().pool())
                .setGeneration(order.generation())
                .setStatus(asOrdered ? AckStatus.READY : AckStatus.DRIFTED)
                .setReplicas(order.replicas())
                .setIssuedAt(issuedAt)
                .setAt(clock.now(order.target()))
                .setExecutor(executor)
                .setGroup(group)
                .setMessage(seen.why());
        seen.ready().ifPresent(ack::setReady);
        if (seen.running() != order.replicas()) {
            ack.setRunning(seen.running());
        }
        if (!asOrdered) {
            seen.limit().ifPresent(ack::setLimit);
        }
        return ack.build();
    }

    /** The time that a platform says, where that can be. */
    private static Instant possible(Instant said, Instant now) {
        return said.isAfter(now) || said.isBefore(Instant.EPOCH) ? now : said;
    }
}
