package dev.sluice.executor;

import dev.sluice.client.CommandReader;
import dev.sluice.client.Fence;
import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * One partition of commands. A command that passes the fence goes to the platform, and each command is answered once.
 * A target has one order at the platform at a time. Of the commands that arrive meanwhile, the newest waits for its
 * end.
 */
final class CommandPartition {
    private final GuardedActuator conduct;
    private final PlatformCalls calls;
    private final PartitionClock clock;
    private final Fence<Target> fence = new Fence<>();
    private final OffsetLedger offsets = new OffsetLedger();
    private final AckBuilder acks;
    private final ReadinessWatch readiness;
    private final DriftWatch drift;
    private final Map<Target, Underway> underway = new LinkedHashMap<>();
    private final Map<Target, Taken> next = new HashMap<>();
    private final Map<Target, Retry> retries = new LinkedHashMap<>();

    /** A command and its offset in the partition. */
    record Taken(long offset, ScalingCommand command) {
        Target target() {
            return Target.of(command);
        }

        Order order() {
            return Order.of(command);
        }
    }

    /** A command that is at the platform. Its outcome is empty if it expired before its turn came. */
    private record Underway(Taken taken, int failures, PlatformCall<Optional<Outcome>> call) {}

    /** A command that failed and will be retried. */
    private record Retry(Taken taken, int failures, String message, long dueNanos) {}

    CommandPartition(GuardedActuator conduct, PlatformCalls calls) {
        this.conduct = conduct;
        this.calls = calls;
        this.clock = new PartitionClock(conduct.time());
        this.acks = new AckBuilder(conduct.executor(), conduct.group(), clock);
        this.readiness = new ReadinessWatch(conduct, calls, clock, acks);
        this.drift = new DriftWatch(conduct, calls, acks);
    }

    /**
     * Learns from an old acknowledgement, in the order in which they were written. An acknowledgement does not state
     * the resources of replicas; waiting orders need only their number.
     */
    void recall(ScalingAck ack) {
        if (ack.getGeneration() > CommandReader.HIGHEST_GENERATION
                || ack.getService().isEmpty()) {
            return;
        }
        Target target = Target.of(ack);
        Order order = new Order(target, Math.max(0, ack.getReplicas()), ack.getGeneration());
        // after one that has expired, an older one may still be on its way
        if (ack.getStatus() != AckStatus.EXPIRED) {
            fence.answered(target, ack.getGeneration());
        }
        clock.see(ack.getService(), ack.getIssuedAt());
        if (ack.getStatus() == AckStatus.READY) {
            readiness.reached(order);
            drift.applied(order, ack.getIssuedAt(), true);
        } else if (ack.getStatus() == AckStatus.APPLIED) {
            conduct.resume(order, ack.getAt());
            readiness.applied(order, ack.getIssuedAt(), optional(ack));
            drift.applied(order, ack.getIssuedAt(), ack.getReady() != null && ack.getReady() >= order.replicas());
        } else if (ack.getStatus() == AckStatus.DRIFTED) {
            drift.applied(order, ack.getIssuedAt(), true);
        }
    }

    /**
     * Learns of a command that is still in the topic, after all acknowledgements. One from before this time that none of
     * them answers was carried out long ago: otherwise Sluice would have given a newer one.
     */
    void recall(ScalingCommand command, Instant acksSince) {
        Target target = Target.of(command);
        if (command.getIssuedAt().isBefore(acksSince)
                && command.getGeneration() > fence.newest(target).orElse(-1)) {
            drift.recall(Order.of(command), command.getIssuedAt());
        }
    }

    /**
     * Processes the commands of one poll: the newest of each target that is still valid or, in recorded time, each command as
     * of its own time.
     */
    List<ScalingAck> take(List<Taken> batch) {
        batch.forEach(taken -> offsets.taken(taken.offset()));
        Map<Target, Taken> newest = newest(batch);
        List<ScalingAck> acks = new ArrayList<>();
        for (Taken taken : batch) {
            clock.see(taken.command().getService(), taken.command().getIssuedAt());
            if (conduct.time().recorded()) {
                acks.addAll(ready());
                judge(taken, acks);
            } else if (isOlderThan(newest.get(taken.target()), taken)) {
                acks.add(answer(taken, AckStatus.SUPERSEDED, "a newer command came with it"));
            } else {
                judge(taken, acks);
            }
            acks.addAll(finished());
        }
        return acks;
    }

    /** An expired one must not take the place of an older one that is still valid. */
    private Map<Target, Taken> newest(List<Taken> batch) {
        Map<Target, Taken> newest = new HashMap<>();
        for (Taken taken : batch) {
            if (isValid(taken, clock.now(taken.target()))) {
                newest.merge(taken.target(), taken, (a, b) -> isOlderThan(b, a) ? b : a);
            }
        }
        return newest;
    }

    private static boolean isOlderThan(@Nullable Taken newest, Taken taken) {
        return newest != null
                && taken.command().getGeneration() < newest.command().getGeneration();
    }

    /** Skips a record that is not a command, or a command that others carry out. */
    void pass(long offset) {
        offsets.taken(offset);
        offsets.answered(offset);
    }

    private void judge(Taken taken, List<ScalingAck> acks) {
        ScalingCommand command = taken.command();
        Target target = taken.target();
        OptionalLong known = fence.newest(target);
        switch (fence.judge(target, command.getGeneration(), command.getValidUntil(), clock.now(target))) {
            case SUPERSEDED -> acks.add(superseded(taken, known.orElseThrow()));
            // an older one that is still valid stays in force
            case EXPIRED -> acks.add(answer(taken, AckStatus.EXPIRED, "valid until " + command.getValidUntil()));
            case PASS -> {
                overtake(target, acks);
                if (underway.containsKey(target)) {
                    next.put(target, taken);
                } else {
                    attempt(taken, 0, acks);
                }
            }
        }
    }

    /** Supersedes the target's older commands, except the one at the platform. */
    private void overtake(Target target, List<ScalingAck> acks) {
        Retry retry = retries.remove(target);
        if (retry != null) {
            acks.add(answer(retry.taken(), AckStatus.SUPERSEDED, "a newer command came: " + retry.message()));
        }
        Taken older = next.remove(target);
        if (older != null) {
            acks.add(answer(older, AckStatus.SUPERSEDED, "a newer command came before its turn"));
        }
    }

    /** Retries commands that failed and are due. */
    List<ScalingAck> retry() {
        List<Retry> due = new ArrayList<>();
        for (Iterator<Retry> all = retries.values().iterator(); all.hasNext(); ) {
            Retry retry = all.next();
            if (conduct.nanos().getAsLong() - retry.dueNanos() >= 0) {
                all.remove();
                due.add(retry);
            }
        }
        List<ScalingAck> acks = new ArrayList<>();
        for (Retry retry : due) {
            if (isValid(retry.taken(), clock.now(retry.taken().target()))) {
                attempt(retry.taken(), retry.failures(), acks);
            } else {
                acks.add(answer(retry.taken(), AckStatus.EXPIRED, retry.message()));
            }
        }
        acks.addAll(finished());
        return acks;
    }

    private static boolean isValid(Taken taken, Instant now) {
        return now.isBefore(taken.command().getValidUntil());
    }

    private void attempt(Taken taken, int failures, List<ScalingAck> acks) {
        Target target = taken.target();
        if (calls.isBusy(target)) {
            failed(
                    taken,
                    failures,
                    new Outcome.Failed("an earlier call of the platform for it still hangs", true),
                    acks);
            return;
        }
        long wait = conduct.circuit().toWait();
        if (wait > 0) {
            String message = "the platform fails for everybody and is left alone for " + wait / 1_000_000 + " ms";
            retries.put(
                    target, new Retry(taken, failures, message, conduct.nanos().getAsLong() + wait));
            return;
        }
        Order order = taken.order();
        drift.forget(target);
        Instant asOf = clock.now(target);
        PlatformCall<Optional<Outcome>> call = calls.start(target, () -> {
            Instant now = conduct.time().recorded() ? asOf : conduct.time().now(asOf);
            return isValid(taken, now) ? Optional.of(conduct.apply(order, now)) : Optional.empty();
        });
        underway.put(target, new Underway(taken, failures, call));
        if (conduct.time().recorded()) {
            calls.await(call);
        }
    }

    /** Answers the commands whose calls have ended or were given up, and starts the commands that waited for them. */
    List<ScalingAck> finished() {
        List<ScalingAck> acks = new ArrayList<>();
        for (Underway one : List.copyOf(underway.values())) {
            one.call().result().ifPresent(result -> {
                underway.remove(one.taken().target());
                Outcome failure = new Outcome.Failed(result.failure(), true);
                result.value()
                        .orElse(Optional.of(failure))
                        .ifPresentOrElse(outcome -> finished(one, outcome, acks), () -> notCalled(one.taken(), acks));
                begin(one.taken().target(), acks);
            });
        }
        return acks;
    }

    private void notCalled(Taken taken, List<ScalingAck> acks) {
        conduct.circuit().notCalled();
        acks.add(answer(taken, AckStatus.EXPIRED, "it waited too long for its turn"));
    }

    private void finished(Underway one, Outcome outcome, List<ScalingAck> acks) {
        if (outcome instanceof Outcome.Failed failed && failed.retryable()) {
            conduct.circuit().failed(one.taken().target(), failed.message());
        } else {
            conduct.circuit().answered();
        }
        if (outcome instanceof Outcome.Applied applied) {
            acks.add(applied(one.taken(), applied));
        } else if (outcome instanceof Outcome.Failed failed) {
            conduct.warn(one.taken().order(), failed);
            failed(one.taken(), one.failures(), failed, acks);
        } else if (outcome instanceof Outcome.Superseded superseded) {
            acks.add(superseded(one.taken(), superseded));
        }
    }

    /** Starts the command that waited for the end of the target's call. */
    private void begin(Target target, List<ScalingAck> acks) {
        Taken waiting = next.remove(target);
        if (waiting != null && isValid(waiting, clock.now(target))) {
            attempt(waiting, 0, acks);
        } else if (waiting != null) {
            acks.add(answer(waiting, AckStatus.EXPIRED, "it waited too long for its turn"));
        }
    }

    private void failed(Taken taken, int failures, Outcome.Failed failed, List<ScalingAck> acks) {
        if (next.containsKey(taken.target())) {
            acks.add(answer(taken, AckStatus.SUPERSEDED, "a newer command came: " + failed.message()));
        } else if (failed.retryable() && failures < conduct.backoff().retries()) {
            long due =
                    conduct.nanos().getAsLong() + conduct.wait(failures, failed).toNanos();
            retries.put(taken.target(), new Retry(taken, failures + 1, failed.message(), due));
        } else {
            acks.add(refused(taken, failed));
        }
    }

    private ScalingAck refused(Taken taken, Outcome.Failed failed) {
        ScalingAck.Builder ack = ScalingAck.newBuilder(answer(taken, AckStatus.FAILED, failed.message()));
        failed.limit().ifPresent(ack::setLimit);
        return ack.build();
    }

    private ScalingAck applied(Taken taken, Outcome.Applied applied) {
        Order order = taken.order();
        Instant issuedAt = taken.command().getIssuedAt();
        readiness.applied(order, issuedAt, applied.ready());
        drift.applied(order, issuedAt, applied.ready().orElse(-1) >= order.replicas());
        ScalingAck.Builder ack = ScalingAck.newBuilder(answer(taken, AckStatus.APPLIED, applied.message()));
        applied.ready().ifPresent(ack::setReady);
        return ack.build();
    }

    /** Acknowledgements of orders that became ready since the last call. */
    List<ScalingAck> ready() {
        List<ScalingAck> acks = readiness.ready();
        acks.forEach(ack -> drift.reached(Target.of(ack), ack.getGeneration()));
        return acks;
    }

    /** Acknowledgements of orders that the platform no longer carries out, or does again, since the last call. */
    List<ScalingAck> drifted() {
        return drift.changes(
                target -> underway.containsKey(target) || next.containsKey(target) || retries.containsKey(target));
    }

    private ScalingAck superseded(Taken taken, long known) {
        ScalingAck ack = answer(taken, AckStatus.SUPERSEDED, "generation " + known + " is known");
        return ScalingAck.newBuilder(ack).setKnownGeneration(known).build();
    }

    /** The platform knows a newer generation than the fence does: another executor carried it out. */
    private ScalingAck superseded(Taken taken, Outcome.Superseded superseded) {
        ScalingAck ack = answer(taken, AckStatus.SUPERSEDED, superseded.message());
        long known = superseded.known().orElse(0);
        // a generation beyond all counts would block the target for ever
        if (known <= ack.getGeneration() || known > CommandReader.HIGHEST_GENERATION) {
            return ack;
        }
        fence.answered(taken.target(), known);
        return ScalingAck.newBuilder(ack).setKnownGeneration(known).build();
    }

    private ScalingAck answer(Taken taken, AckStatus status, String message) {
        offsets.answered(taken.offset());
        return acks.answer(taken.command(), status, message);
    }

    private static OptionalInt optional(ScalingAck ack) {
        return ack.getReady() == null ? OptionalInt.empty() : OptionalInt.of(ack.getReady());
    }

    /** Interrupts the orders at the platform: the partition was assigned to another executor. */
    void giveUp() {
        underway.values().forEach(one -> one.call().giveUp("its partition was given to another executor"));
    }

    /** True if no order of this partition is at the platform. */
    boolean isIdle() {
        return underway.isEmpty();
    }

    /** The offsets that were answered. */
    OffsetLedger offsets() {
        return offsets;
    }
}
