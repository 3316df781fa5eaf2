package dev.sluice.executor;

import dev.sluice.executor.Actuator.Waiting;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Orders that were applied and whose replicas are not all useful yet, with the time each was issued. */
final class WaitingOrders {
    private final Map<Target, Map<Order, Instant>> byTarget = new HashMap<>();

    /** An order was applied: those above it will never be reached. */
    void applied(Order order) {
        Map<Order, Instant> waiting = byTarget.get(order.target());
        if (waiting != null) {
            waiting.keySet().removeIf(earlier -> earlier.replicas() > order.replicas());
            drop(order.target(), waiting);
        }
    }

    /** An applied order whose replicas are yet to come. */
    void await(Order order, Instant issuedAt) {
        byTarget.computeIfAbsent(order.target(), t -> new LinkedHashMap<>()).put(order, issuedAt);
    }

    /** An order has all its replicas; returns when it was issued. */
    Instant reached(Order order) {
        Map<Order, Instant> waiting = byTarget.getOrDefault(order.target(), new HashMap<>());
        Instant issuedAt = waiting.getOrDefault(order, Instant.EPOCH);
        waiting.remove(order);
        drop(order.target(), waiting);
        return issuedAt;
    }

    private void drop(Target target, Map<Order, Instant> waiting) {
        if (waiting.isEmpty()) {
            byTarget.remove(target);
        }
    }

    /** All that wait, each with the time of its target. */
    List<Waiting> at(Function<Target, Instant> now) {
        return byTarget.entrySet().stream()
                .flatMap(entry -> {
                    Instant time = now.apply(entry.getKey());
                    return entry.getValue().keySet().stream().map(order -> new Waiting(order, time));
                })
                .toList();
    }
}
