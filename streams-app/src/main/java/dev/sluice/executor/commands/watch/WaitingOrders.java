package dev.sluice.executor.commands.watch;

import dev.sluice.executor.Actuator.Waiting;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Applied orders whose replicas are not all ready yet, with the time each was issued. For one target only rising
 * orders are kept, each above the one before it, and at most the newest few. An earlier order for as many replicas or
 * more is superseded: its readiness is that of the newer order.
 */
final class WaitingOrders {
    /**
     * If the steps of a ramp follow each other faster than this number per lead time, only its later steps are
     * learned from.
     */
    private static final int MOST = 8;

    private final Map<Target, LinkedHashMap<Order, Instant>> byTarget = new HashMap<>();

    /** An order was applied. Orders for as many replicas or more will never be reached, or only with it. */
    void applied(Order order) {
        LinkedHashMap<Order, Instant> waiting = byTarget.get(order.target());
        if (waiting != null) {
            waiting.keySet().removeIf(earlier -> earlier.replicas() >= order.replicas());
            drop(order.target(), waiting);
        }
    }

    /** An applied order whose replicas are yet to come. */
    void await(Order order, Instant issuedAt) {
        LinkedHashMap<Order, Instant> waiting = byTarget.computeIfAbsent(order.target(), t -> new LinkedHashMap<>());
        waiting.put(order, issuedAt);
        for (Iterator<Order> oldest = waiting.keySet().iterator(); waiting.size() > MOST; ) {
            oldest.next();
            oldest.remove();
        }
    }

    /** An order has all its replicas; returns when it was issued. */
    Instant reached(Order order) {
        LinkedHashMap<Order, Instant> waiting = byTarget.getOrDefault(order.target(), new LinkedHashMap<>());
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

    boolean isEmpty() {
        return byTarget.isEmpty();
    }

    /** Whether an order still waits. */
    boolean has(Order order) {
        Map<Order, Instant> waiting = byTarget.get(order.target());
        return waiting != null && waiting.containsKey(order);
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
