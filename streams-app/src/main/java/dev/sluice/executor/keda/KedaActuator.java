package dev.sluice.executor.keda;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import dev.sluice.executor.history.OrdersInForce;
import dev.sluice.executor.history.OrdersInForce.InForce;
import dev.sluice.executor.kubernetes.ObservedReplicas;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Offers orders to KEDA, which asks for them and has its HorizontalPodAutoscaler carry them out. That an order was
 * asked for proves nothing. What became of it is read from the cluster, if there is one to read.
 */
final class KedaActuator implements Actuator {
    /** Time that KEDA and HPA may take: HPA looks every 15 s, at all its objects in turn. */
    private static final Duration TO_FOLLOW = Duration.ofMinutes(1);

    private final OrdersInForce orders;
    private final Optional<ObservedReplicas> observed;
    private final List<AutoCloseable> ends;
    private final LongSupplier nanos;
    private final Map<Target, Offered> offered = new ConcurrentHashMap<>();

    /** Since when an order is known to be offered. */
    private record Offered(long generation, long atNanos) {}

    /**
     * @param observed ready replicas; empty: nobody reports them
     * @param ends what ends with it, in this order
     * @param nanos a clock for how long KEDA may take
     */
    KedaActuator(
            OrdersInForce orders, Optional<ObservedReplicas> observed, List<AutoCloseable> ends, LongSupplier nanos) {
        this.nanos = nanos;
        this.orders = orders;
        this.observed = observed;
        this.ends = List.copyOf(ends);
    }

    @Override
    public Outcome apply(Order order, Instant now) {
        if (order.size().isPresent()) {
            return new Outcome.Failed(
                    "KEDA changes the number of replicas and not their resources: take resources out of the policy of "
                            + order.target().service(),
                    false);
        }
        InForce newest = orders.carriedOut(order);
        if (newest.generation() > order.generation()) {
            return new Outcome.Superseded(
                    "generation " + newest.generation() + " is offered", OptionalLong.of(newest.generation()));
        }
        String unseen = observed.flatMap(cluster -> cluster.missing(order.target()))
                .map(why -> "; its ready replicas are not seen: " + why)
                .orElse("");
        return new Outcome.Applied(
                "offered to KEDA: " + order.replicas() + " replicas" + unseen,
                observed.map(cluster -> cluster.ready(order)).orElse(OptionalInt.empty()));
    }

    @Override
    public List<Readiness> poll(List<Waiting> waiting) {
        return observed.stream()
                .flatMap(cluster -> waiting.stream()
                        .filter(one -> cluster.isReady(one.order()))
                        .map(one -> new Readiness(
                                one.order(),
                                cluster.ready(one.order()).orElse(one.order().replicas()),
                                one.now())))
                .toList();
    }

    /** Drift of orders that KEDA has had time to follow. */
    @Override
    public List<Observed> observe(List<Order> inForce) {
        List<Order> old = inForce.stream().filter(this::hadTime).toList();
        return observed.map(cluster -> cluster.observe(old)).orElse(List.of());
    }

    private boolean hadTime(Order order) {
        long now = nanos.getAsLong();
        Offered since = offered.merge(
                order.target(),
                new Offered(order.generation(), now),
                (known, other) -> known.generation() == other.generation() ? known : other);
        return now - since.atNanos() >= TO_FOLLOW.toNanos();
    }

    @Override
    public boolean tellsReadiness() {
        return observed.isPresent();
    }

    @Override
    public void close() {
        for (AutoCloseable end : ends) {
            try {
                end.close();
            } catch (Exception e) {
                throw new IllegalStateException("KEDA's scaler does not end: " + e, e);
            }
        }
    }
}
