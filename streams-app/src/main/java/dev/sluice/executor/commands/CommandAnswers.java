package dev.sluice.executor.commands;

import dev.sluice.client.CommandReader;
import dev.sluice.client.Fence;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.commands.ack.AckBuilder;
import dev.sluice.executor.commands.watch.DriftWatch;
import dev.sluice.executor.commands.watch.ReadinessWatch;
import java.time.Instant;

/** The answers to the commands of one partition. Each ends its command, so its offset may be committed. */
final class CommandAnswers {
    private final AckBuilder acks;
    private final OffsetLedger offsets;
    private final Fence<Target> fence;
    private final ReadinessWatch readiness;
    private final DriftWatch drift;

    CommandAnswers(
            AckBuilder acks, OffsetLedger offsets, Fence<Target> fence, ReadinessWatch readiness, DriftWatch drift) {
        this.acks = acks;
        this.offsets = offsets;
        this.fence = fence;
        this.readiness = readiness;
        this.drift = drift;
    }

    ScalingAck expired(TakenCommand taken, String message) {
        return answer(taken, AckStatus.EXPIRED, message);
    }

    ScalingAck superseded(TakenCommand taken, String message) {
        return answer(taken, AckStatus.SUPERSEDED, message);
    }

    /** The fence knows this newer generation. */
    ScalingAck superseded(TakenCommand taken, long known) {
        ScalingAck ack = superseded(taken, "generation " + known + " is known");
        return ScalingAck.newBuilder(ack).setKnownGeneration(known).build();
    }

    /** The platform knows a newer generation than the fence does: another executor carried it out. */
    ScalingAck superseded(TakenCommand taken, Outcome.Superseded superseded) {
        ScalingAck ack = superseded(taken, superseded.message());
        long known = superseded.known().orElse(0);
        // a generation beyond all counts would block the target for ever
        if (known <= ack.getGeneration() || known > CommandReader.HIGHEST_GENERATION) {
            return ack;
        }
        fence.answered(taken.target(), known);
        return ScalingAck.newBuilder(ack).setKnownGeneration(known).build();
    }

    /** It failed, and is not retried. */
    ScalingAck failed(TakenCommand taken, Outcome.Failed failed) {
        ScalingAck.Builder ack = ScalingAck.newBuilder(answer(taken, AckStatus.FAILED, failed.message()));
        failed.limit().ifPresent(ack::setLimit);
        return ack.build();
    }

    /** It was applied: from now on its replicas are watched. */
    ScalingAck applied(TakenCommand taken, Outcome.Applied applied) {
        Order order = taken.order();
        Instant issuedAt = taken.command().getIssuedAt();
        readiness.applied(order, issuedAt, applied.ready());
        drift.applied(order, issuedAt, applied.ready().orElse(-1) >= order.replicas());
        ScalingAck.Builder ack = ScalingAck.newBuilder(answer(taken, AckStatus.APPLIED, applied.message()));
        applied.ready().ifPresent(ack::setReady);
        return ack.build();
    }

    private ScalingAck answer(TakenCommand taken, AckStatus status, String message) {
        offsets.answered(taken.offset());
        return acks.answer(taken.command(), status, message);
    }
}
