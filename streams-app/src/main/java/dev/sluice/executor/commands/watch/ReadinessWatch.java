package dev.sluice.executor.commands.watch;

import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Order;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCall;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.executor.commands.ack.AckBuilder;
import dev.sluice.executor.commands.ack.PartitionClock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalInt;

/** Asks the platform which of a partition's orders have all their replicas ready. */
public final class ReadinessWatch {
    private static final long BETWEEN_NANOS = Duration.ofMillis(200).toNanos();

    private final GuardedActuator platform;
    private final PlatformCalls calls;
    private final PartitionClock clock;
    private final AckBuilder acks;
    private final WaitingOrders waiting = new WaitingOrders();
    private final PlatformQuestion<Waiting, Readiness> question;
    private long nextNanos;

    public ReadinessWatch(GuardedActuator platform, PlatformCalls calls, PartitionClock clock, AckBuilder acks) {
        this.acks = acks;
        this.platform = platform;
        this.calls = calls;
        this.clock = clock;
        this.question = new PlatformQuestion<>(calls, one -> one.order().target(), platform::poll);
        this.nextNanos = platform.nanos().getAsLong();
    }

    /** An order was applied, with this many replicas ready: it takes the place of the target's earlier one. */
    public void applied(Order order, Instant issuedAt, OptionalInt ready) {
        waiting.applied(order);
        if (platform.tellsReadiness() && ready.orElse(-1) < order.replicas()) {
            waiting.await(order, issuedAt);
        }
    }

    /** An order's replicas were ready before the executor started. */
    public void reached(Order order) {
        waiting.reached(order);
    }

    /** What became ready meanwhile. */
    public List<ScalingAck> ready() {
        if (!waiting.isEmpty() && !question.isOpen() && isTime()) {
            ask();
        }
        return question.answers().stream()
                .filter(readiness -> waiting.has(readiness.order()))
                .sorted(Comparator.comparing(Readiness::at)
                        .thenComparing(r -> r.order().target().toString())
                        .thenComparing(r -> r.order().generation()))
                .map(readiness -> acks.ready(readiness, waiting.reached(readiness.order())))
                .toList();
    }

    /** Recorded time is asked at each of its steps, the clock now and then. */
    private boolean isTime() {
        long now = platform.nanos().getAsLong();
        if (!platform.time().recorded() && now - nextNanos < 0) {
            return false;
        }
        nextNanos = now + BETWEEN_NANOS;
        return true;
    }

    private void ask() {
        List<PlatformCall<List<Readiness>>> made = question.ask(waiting.at(clock::now));
        if (platform.time().recorded()) {
            made.forEach(calls::await);
        }
    }
}
