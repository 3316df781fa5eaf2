package dev.sluice.executor.commands;

import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Actuator.Readiness;
import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCall;
import dev.sluice.executor.calls.PlatformCalls;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Asks the platform which of a partition's orders have all their replicas ready: all in one call, and after a call that
 * failed or hangs each target by itself, so that one target's trouble hides no other's replicas.
 */
final class ReadinessWatch {
    private static final long BETWEEN_NANOS = Duration.ofMillis(200).toNanos();

    private final GuardedActuator platform;
    private final PlatformCalls calls;
    private final PartitionClock clock;
    private final AckBuilder acks;
    private final WaitingOrders waiting = new WaitingOrders();
    private final Map<Object, PlatformCall<List<Readiness>>> asked = new LinkedHashMap<>();
    private boolean oneByOne;
    private long nextNanos;

    /** Key of the calls that ask about one target. */
    private record Only(Target target) {}

    ReadinessWatch(GuardedActuator platform, PlatformCalls calls, PartitionClock clock, AckBuilder acks) {
        this.acks = acks;
        this.platform = platform;
        this.calls = calls;
        this.clock = clock;
        this.nextNanos = platform.nanos().getAsLong();
    }

    /** An order was applied, with this many replicas ready: it takes the place of the target's earlier one. */
    void applied(Order order, Instant issuedAt, OptionalInt ready) {
        waiting.applied(order);
        if (platform.tellsReadiness() && ready.orElse(-1) < order.replicas()) {
            waiting.await(order, issuedAt);
        }
    }

    /** An order's replicas were ready before the executor started. */
    void reached(Order order) {
        waiting.reached(order);
    }

    /** What became ready meanwhile. */
    List<ScalingAck> ready() {
        if (!waiting.isEmpty() && !asked.containsKey(this) && isTime()) {
            ask();
        }
        return answers().stream()
                .filter(readiness -> waiting.has(readiness.order()))
                .sorted(Comparator.comparing(Readiness::at)
                        .thenComparing(r -> r.order().target().toString())
                        .thenComparing(r -> r.order().generation()))
                .map(readiness -> acks.ready(readiness, waiting.reached(readiness.order())))
                .toList();
    }

    /** What the calls that have ended told. */
    private List<Readiness> answers() {
        List<Readiness> told = new ArrayList<>();
        boolean failed = false;
        int before = asked.size();
        for (Map.Entry<Object, PlatformCall<List<Readiness>>> call : List.copyOf(asked.entrySet())) {
            Optional<PlatformCall.Result<List<Readiness>>> result =
                    call.getValue().result();
            if (result.isPresent()) {
                failed |= result.get().value().isEmpty();
                result.get().value().ifPresent(told::addAll);
                asked.remove(call.getKey());
            }
        }
        if (asked.size() < before) {
            oneByOne = failed || (oneByOne && !asked.isEmpty());
        }
        return told;
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
        List<Waiting> all = waiting.at(clock::now);
        if (oneByOne || calls.isBusy(this)) {
            all.forEach(one -> ask(new Only(one.order().target()), List.of(one)));
        } else {
            ask(this, all);
        }
    }

    private void ask(Object key, List<Waiting> orders) {
        if (!asked.containsKey(key) && !calls.isBusy(key)) {
            PlatformCall<List<Readiness>> call = calls.start(key, () -> List.copyOf(platform.poll(orders)));
            if (platform.time().recorded()) {
                calls.await(call);
            }
            asked.put(key, call);
        }
    }
}
