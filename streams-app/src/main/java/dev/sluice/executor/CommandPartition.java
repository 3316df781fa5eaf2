package dev.sluice.executor;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** One partition of commands: what passes the fence goes to the actuator, and every command is answered once. */
final class CommandPartition {
    private final GuardedActuator conduct;
    private final Fence fence = new Fence();
    private final OffsetLedger offsets = new OffsetLedger();
    private final WaitingOrders waiting = new WaitingOrders();
    private final Map<Target, Retry> retries = new LinkedHashMap<>();
    private final Map<String, Instant> newestSeen = new HashMap<>();

    /** A command at its place in the partition. */
    record Taken(long offset, ScalingCommand command) {
        Target target() {
            return Target.of(command);
        }

        Order order() {
            return Order.of(command);
        }
    }

    /** A command that failed and is due again. */
    private record Retry(Taken taken, int failures, String message, long dueNanos) {}

    CommandPartition(GuardedActuator conduct) {
        this.conduct = conduct;
    }

    /**
     * Learns from an acknowledgement of the time before, in the order in which they were written. It does not tell the
     * size of replicas, and what waits needs only their number.
     */
    void recall(ScalingAck ack) {
        Target target = Target.of(ack);
        Order order = new Order(target, ack.getReplicas(), ack.getGeneration());
        fence.answered(target, ack.getGeneration());
        see(ack.getService(), ack.getIssuedAt());
        if (ack.getStatus() == AckStatus.READY) {
            waiting.reached(order);
        } else if (ack.getStatus() == AckStatus.APPLIED) {
            conduct.actuator().resume(order, ack.getAt());
            waiting.applied(order);
            awaitUnlessReady(order, ack.getIssuedAt(), optional(ack));
        }
    }

    /** Carries out what came in one poll: of each target's commands the newest, or each as of its recorded time. */
    List<ScalingAck> take(List<Taken> batch) {
        batch.forEach(taken -> offsets.taken(taken.offset()));
        Map<Target, Taken> newest = newest(batch);
        List<ScalingAck> acks = new ArrayList<>();
        for (Taken taken : batch) {
            see(taken.command().getService(), taken.command().getIssuedAt());
            if (conduct.time().recorded()) {
                acks.addAll(ready());
                acks.addAll(judge(taken));
            } else if (taken.equals(newest.get(taken.target()))) {
                acks.addAll(judge(taken));
            } else {
                acks.add(answer(taken, AckStatus.SUPERSEDED, "a newer command came with it"));
            }
        }
        return acks;
    }

    private static Map<Target, Taken> newest(List<Taken> batch) {
        Map<Target, Taken> newest = new HashMap<>();
        for (Taken taken : batch) {
            newest.merge(
                    taken.target(),
                    taken,
                    (a, b) -> b.command().getGeneration() > a.command().getGeneration() ? b : a);
        }
        return newest;
    }

    /** A record that is no command and was dealt with elsewhere. */
    void pass(long offset) {
        offsets.taken(offset);
        offsets.answered(offset);
    }

    private List<ScalingAck> judge(Taken taken) {
        List<ScalingAck> acks = new ArrayList<>();
        ScalingCommand command = taken.command();
        OptionalLong known = fence.newest(taken.target());
        switch (fence.judge(taken.target(), command.getGeneration(), command.getValidUntil(), now(taken.target()))) {
            case SUPERSEDED ->
                acks.add(answer(taken, AckStatus.SUPERSEDED, "generation " + known.orElseThrow() + " is known"));
            case EXPIRED -> {
                cancelRetry(taken.target(), acks);
                acks.add(answer(taken, AckStatus.EXPIRED, "valid until " + command.getValidUntil()));
            }
            case PASS -> {
                cancelRetry(taken.target(), acks);
                attempt(taken, 0, acks);
            }
        }
        return acks;
    }

    private void cancelRetry(Target target, List<ScalingAck> acks) {
        Retry retry = retries.remove(target);
        if (retry != null) {
            acks.add(answer(retry.taken(), AckStatus.SUPERSEDED, "a newer command came: " + retry.message()));
        }
    }

    /** Tries again what failed and is due. */
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
            if (now(retry.taken().target()).isBefore(retry.taken().command().getValidUntil())) {
                attempt(retry.taken(), retry.failures(), acks);
            } else {
                acks.add(answer(retry.taken(), AckStatus.EXPIRED, retry.message()));
            }
        }
        return acks;
    }

    private void attempt(Taken taken, int failures, List<ScalingAck> acks) {
        Outcome outcome = conduct.apply(taken.order(), now(taken.target()));
        if (outcome instanceof Outcome.Applied applied) {
            acks.add(applied(taken, applied));
        } else if (outcome instanceof Outcome.Failed failed) {
            boolean again = failed.retryable() && failures < conduct.backoff().retries();
            if (again) {
                Duration wait = conduct.backoff().before(failures, 0);
                long due = conduct.nanos().getAsLong() + wait.toNanos();
                retries.put(taken.target(), new Retry(taken, failures + 1, failed.message(), due));
            } else {
                acks.add(answer(taken, AckStatus.FAILED, failed.message()));
            }
        }
    }

    private ScalingAck applied(Taken taken, Outcome.Applied applied) {
        Order order = taken.order();
        waiting.applied(order);
        awaitUnlessReady(order, taken.command().getIssuedAt(), applied.ready());
        ScalingAck.Builder ack = ScalingAck.newBuilder(answer(taken, AckStatus.APPLIED, applied.message()));
        applied.ready().ifPresent(ack::setReady);
        return ack.build();
    }

    private void awaitUnlessReady(Order order, Instant issuedAt, OptionalInt ready) {
        if (conduct.actuator().tellsReadiness() && ready.orElse(-1) < order.replicas()) {
            waiting.await(order, issuedAt);
        }
    }

    /** What became useful meanwhile. */
    List<ScalingAck> ready() {
        List<Waiting> asked = waiting.at(this::now);
        if (asked.isEmpty()) {
            return List.of();
        }
        return conduct.poll(asked).stream()
                .sorted(Comparator.comparing(Readiness::at)
                        .thenComparing(r -> r.order().target().toString())
                        .thenComparing(r -> r.order().generation()))
                .map(this::reached)
                .toList();
    }

    private ScalingAck reached(Readiness readiness) {
        Order order = readiness.order();
        return ScalingAck.newBuilder()
                .setService(order.target().service())
                .setPool(order.target().pool())
                .setGeneration(order.generation())
                .setStatus(AckStatus.READY)
                .setReplicas(order.replicas())
                .setReady(readiness.ready())
                .setIssuedAt(waiting.reached(order))
                .setAt(readiness.at())
                .setExecutor(conduct.executor())
                .build();
    }

    private ScalingAck answer(Taken taken, AckStatus status, String message) {
        offsets.answered(taken.offset());
        ScalingCommand command = taken.command();
        return ScalingAck.newBuilder()
                .setService(command.getService())
                .setPool(command.getPool())
                .setGeneration(command.getGeneration())
                .setStatus(status)
                .setReplicas(command.getReplicas())
                .setIssuedAt(command.getIssuedAt())
                .setAt(now(taken.target()))
                .setExecutor(conduct.executor())
                .setMessage(message)
                .build();
    }

    private void see(String service, Instant time) {
        if (conduct.time().recorded()) {
            newestSeen.merge(service, time, (a, b) -> a.isAfter(b) ? a : b);
        }
    }

    private Instant now(Target target) {
        return conduct.time().now(newestSeen.getOrDefault(target.service(), Instant.EPOCH));
    }

    private static OptionalInt optional(ScalingAck ack) {
        return ack.getReady() == null ? OptionalInt.empty() : OptionalInt.of(ack.getReady());
    }

    /** Which offsets were answered. */
    OffsetLedger offsets() {
        return offsets;
    }
}
