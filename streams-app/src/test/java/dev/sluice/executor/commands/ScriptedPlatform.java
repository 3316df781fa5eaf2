package dev.sluice.executor.commands;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.OptionalInt;

/** A platform that fails as the test says and remembers what it carried out. */
public final class ScriptedPlatform implements Actuator {
    final List<String> carriedOut = new ArrayList<>();
    final List<Order> orders = new ArrayList<>();
    final List<Observed> seen = new ArrayList<>();
    private final Deque<Outcome> failures = new ArrayDeque<>();

    void failsNext(String message, boolean retryable) {
        next(new Outcome.Failed(message, retryable));
    }

    void next(Outcome outcome) {
        failures.add(outcome);
    }

    @Override
    public Outcome apply(Order order, Instant now) {
        Outcome failure = failures.poll();
        if (failure != null) {
            return failure;
        }
        orders.add(order);
        carriedOut.add(order.target() + "/" + order.generation() + "=" + order.replicas());
        return new Outcome.Applied("", OptionalInt.empty());
    }

    @Override
    public List<Readiness> poll(List<Waiting> waiting) {
        return List.of();
    }

    /** What the test says is running, of the orders in force. */
    @Override
    public List<Observed> observe(List<Order> inForce) {
        return seen.stream().filter(one -> inForce.contains(one.order())).toList();
    }

    @Override
    public boolean tellsReadiness() {
        return false;
    }
}
