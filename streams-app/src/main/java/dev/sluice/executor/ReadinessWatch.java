package dev.sluice.executor;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/**
 * Asks the platform which of a partition's orders have all their replicas ready: all in one call, and after a call that
 * failed or hangs each target by itself, so that one target's trouble hides no other's replicas.
 */
final class ReadinessWatch {
    private static final long BETWEEN_NANOS = Duration.ofMillis(200).toNanos();

    private final GuardedActuator conduct;
    private final PlatformCalls calls;
    private final LaneClock clock;
    private final WaitingOrders waiting = new WaitingOrders();
    private final List<PlatformCall<List<Readiness>>> asked = new ArrayList<>();
    private boolean oneByOne;
    private long nextNanos;

    /** Key of the calls that ask about one target. */
    private record Only(Target target) {}

    ReadinessWatch(GuardedActuator conduct, PlatformCalls calls, LaneClock clock) {
        this.conduct = conduct;
        this.calls = calls;
        this.clock = clock;
        this.nextNanos = conduct.nanos().getAsLong();
    }

    /** An order was applied, with this many replicas ready: it takes the place of the target's earlier one. */
    void applied(Order order, Instant issuedAt, OptionalInt ready) {
        waiting.applied(order);
        if (conduct.tellsReadiness() && ready.orElse(-1) < order.replicas()) {
            waiting.await(order, issuedAt);
        }
    }

    /** An order's replicas were ready before the executor started. */
    void reached(Order order) {
        waiting.reached(order);
    }

    /** What became ready meanwhile. */
    List<ScalingAck> ready() {
        if (asked.isEmpty() && !waiting.isEmpty() && isTime()) {
            ask();
        }
        List<Readiness> told = new ArrayList<>();
        boolean failed = false;
        boolean ended = false;
        for (PlatformCall<List<Readiness>> call : List.copyOf(asked)) {
            if (call.result().isPresent()) {
                ended = true;
                failed |= call.result().get().value().isEmpty();
                call.result().get().value().ifPresent(told::addAll);
                asked.remove(call);
            }
        }
        if (ended && asked.isEmpty()) {
            oneByOne = failed;
        }
        return told.stream()
                .filter(readiness -> waiting.has(readiness.order()))
                .sorted(Comparator.comparing(Readiness::at)
                        .thenComparing(r -> r.order().target().toString())
                        .thenComparing(r -> r.order().generation()))
                .map(this::acknowledgement)
                .toList();
    }

    /** Recorded time is asked at each of its steps, the clock now and then. */
    private boolean isTime() {
        long now = conduct.nanos().getAsLong();
        if (!conduct.time().recorded() && now - nextNanos < 0) {
            return false;
        }
        nextNanos = now + BETWEEN_NANOS;
        return true;
    }

    private void ask() {
        List<Waiting> all = waiting.at(clock::now);
        if (oneByOne || calls.isBusy(this)) {
            all.forEach(one -> ask(new Only(one.order().target()), List.of(one)));
        } else {
            ask(this, all);
        }
    }

    private void ask(Object key, List<Waiting> orders) {
        if (!calls.isBusy(key)) {
            PlatformCall<List<Readiness>> call = calls.start(key, () -> List.copyOf(conduct.poll(orders)));
            if (conduct.time().recorded()) {
                calls.await(call);
            }
            asked.add(call);
        }
    }

    /** The time that a platform says, where that can be. */
    private static Instant past(Instant said, Instant now) {
        return said.isAfter(now) || said.isBefore(Instant.EPOCH) ? now : said;
    }

    private ScalingAck acknowledgement(Readiness readiness) {
        Order order = readiness.order();
        return ScalingAck.newBuilder()
                .setService(order.target().service())
                .setPool(order.target().pool())
                .setGeneration(order.generation())
                .setStatus(AckStatus.READY)
                .setReplicas(order.replicas())
                .setReady(readiness.ready())
                .setIssuedAt(waiting.reached(order))
                .setAt(past(readiness.at(), clock.now(order.target())))
                .setExecutor(conduct.executor())
                .build();
    }
}
