package dev.sluice.executor.commands;

import dev.sluice.client.Fence;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.calls.FailingTargets;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCall;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.executor.commands.ack.AckBuilder;
import dev.sluice.executor.commands.ack.PartitionClock;
import dev.sluice.executor.commands.watch.DriftWatch;
import dev.sluice.executor.commands.watch.ReadinessWatch;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One partition of commands. A command that passes the fence goes to the platform, and each command is answered once.
 * A target has one order at the platform at a time. Of the commands that arrive meanwhile, the newest waits for its
 * end.
 */
final class CommandPartition {
    private static final Logger LOG = LoggerFactory.getLogger(CommandPartition.class);

    private final GuardedActuator platform;
    private final PlatformCalls calls;
    private final PartitionClock clock;
    private final Fence<Target> fence = new Fence<>();
    private final OffsetLedger offsets = new OffsetLedger();
    private final CommandAnswers answers;
    private final ReadinessWatch readiness;
    private final DriftWatch drift;
    private final Map<Target, Underway> underway = new LinkedHashMap<>();
    private final Map<Target, TakenCommand> next = new HashMap<>();
    private final Retries retries = new Retries();
    private final FailingTargets failing = new FailingTargets();
    private final PartitionRecall recall;

    /** A command that is at the platform. Its outcome is empty if it expired before its turn came. */
    private record Underway(TakenCommand taken, int failures, PlatformCall<Optional<Outcome>> call) {}

    CommandPartition(GuardedActuator platform, PlatformCalls calls) {
        this.platform = platform;
        this.calls = calls;
        this.clock = new PartitionClock(platform.time());
        AckBuilder acks = new AckBuilder(platform.executor(), platform.group(), clock);
        this.readiness = new ReadinessWatch(platform, calls, clock, acks);
        this.drift = new DriftWatch(platform, calls, acks);
        this.answers = new CommandAnswers(acks, offsets, fence, readiness, drift);
        this.recall = new PartitionRecall(platform, clock, fence, readiness, drift);
    }

    /** What is learned, before the first command, from what was written before. */
    PartitionRecall recall() {
        return recall;
    }

    /**
     * Processes the commands of one poll: the newest of each target that is still valid or, in recorded time, each command as
     * of its own time.
     */
    List<ScalingAck> take(List<TakenCommand> batch) {
        batch.forEach(taken -> offsets.taken(taken.offset()));
        Map<Target, TakenCommand> newest = newest(batch);
        List<ScalingAck> acks = new ArrayList<>();
        for (TakenCommand taken : batch) {
            clock.see(taken.command().getService(), taken.command().getIssuedAt());
            if (platform.time().recorded()) {
                acks.addAll(ready());
                judge(taken, acks);
            } else if (taken.isOlderThan(newest.get(taken.target()))) {
                acks.add(answers.superseded(taken, "a newer command came with it"));
            } else {
                judge(taken, acks);
            }
            acks.addAll(finished());
        }
        return acks;
    }

    /** An expired one must not take the place of an older one that is still valid. */
    private Map<Target, TakenCommand> newest(List<TakenCommand> batch) {
        Map<Target, TakenCommand> newest = new HashMap<>();
        for (TakenCommand taken : batch) {
            if (taken.isValid(clock.now(taken.target()))) {
                newest.merge(taken.target(), taken, (a, b) -> a.isOlderThan(b) ? b : a);
            }
        }
        return newest;
    }

    /** Skips a record that is not a command, or a command that others carry out. */
    void pass(long offset) {
        offsets.taken(offset);
        offsets.answered(offset);
    }

    private void judge(TakenCommand taken, List<ScalingAck> acks) {
        ScalingCommand command = taken.command();
        Target target = taken.target();
        OptionalLong known = fence.newest(target);
        switch (fence.judge(target, command.getGeneration(), command.getValidUntil(), clock.now(target))) {
            case SUPERSEDED -> acks.add(answers.superseded(taken, known.orElseThrow()));
            // an older one that is still valid stays in force
            case EXPIRED -> acks.add(answers.expired(taken, "valid until " + command.getValidUntil()));
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
        retries.remove(target)
                .ifPresent(retry ->
                        acks.add(answers.superseded(retry.taken(), "a newer command came: " + retry.message())));
        TakenCommand older = next.remove(target);
        if (older != null) {
            acks.add(answers.superseded(older, "a newer command came before its turn"));
        }
    }

    /** Retries commands that failed and are due. */
    List<ScalingAck> retry() {
        List<ScalingAck> acks = new ArrayList<>();
        for (Retries.Retry retry : retries.takeDue(nanos())) {
            TakenCommand taken = retry.taken();
            if (taken.isValid(clock.now(taken.target()))) {
                attempt(taken, retry.failures(), acks);
            } else {
                acks.add(answers.expired(taken, retry.message()));
            }
        }
        acks.addAll(finished());
        return acks;
    }

    private long nanos() {
        return platform.nanos().getAsLong();
    }

    private void attempt(TakenCommand taken, int failures, List<ScalingAck> acks) {
        Target target = taken.target();
        if (calls.isBusy(target)) {
            failed(
                    taken,
                    failures,
                    new Outcome.Failed("an earlier call of the platform for it still hangs", true),
                    acks);
            return;
        }
        long wait = platform.circuit().toWait(target);
        if (wait > 0) {
            String message = "the platform fails and is left alone for " + wait / 1_000_000 + " ms";
            retries.add(new Retries.Retry(taken, failures, message, nanos() + wait));
            return;
        }
        Order order = taken.order();
        drift.forget(target);
        Instant asOf = clock.now(target);
        PlatformCall<Optional<Outcome>> call = calls.start(target, () -> {
            Instant now = platform.time().recorded() ? asOf : platform.time().now(asOf);
            return taken.isValid(now) ? Optional.of(platform.apply(order, now)) : Optional.empty();
        });
        underway.put(target, new Underway(taken, failures, call));
        if (platform.time().recorded()) {
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

    private void notCalled(TakenCommand taken, List<ScalingAck> acks) {
        platform.circuit().notCalled(taken.target());
        acks.add(answers.expired(taken, "it waited too long for its turn"));
    }

    private void finished(Underway one, Outcome outcome, List<ScalingAck> acks) {
        if (outcome instanceof Outcome.Failed failed && failed.retryable()) {
            platform.circuit().failed(one.taken().target(), failed.message());
        } else {
            platform.circuit().answered(one.taken().target());
        }
        if (outcome instanceof Outcome.Applied applied) {
            failing.carriedOut(one.taken().order()).ifPresent(LOG::warn);
            acks.add(answers.applied(one.taken(), applied));
        } else if (outcome instanceof Outcome.Failed failed) {
            failing.failed(one.taken().order(), failed).ifPresent(LOG::warn);
            failed(one.taken(), one.failures(), failed, acks);
        } else if (outcome instanceof Outcome.Superseded superseded) {
            acks.add(answers.superseded(one.taken(), superseded));
        }
    }

    /** Starts the command that waited for the end of the target's call. */
    private void begin(Target target, List<ScalingAck> acks) {
        TakenCommand waiting = next.remove(target);
        if (waiting != null && waiting.isValid(clock.now(target))) {
            attempt(waiting, 0, acks);
        } else if (waiting != null) {
            acks.add(answers.expired(waiting, "it waited too long for its turn"));
        }
    }

    private void failed(TakenCommand taken, int failures, Outcome.Failed failed, List<ScalingAck> acks) {
        if (next.containsKey(taken.target())) {
            acks.add(answers.superseded(taken, "a newer command came: " + failed.message()));
        } else if (failed.retryable() && failures < platform.backoff().retries()) {
            long due = nanos() + platform.wait(failures, failed).toNanos();
            retries.add(new Retries.Retry(taken, failures + 1, failed.message(), due));
        } else {
            acks.add(answers.failed(taken, failed));
        }
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
                target -> underway.containsKey(target) || next.containsKey(target) || retries.contains(target));
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
