package dev.sluice.executor.keda;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Order;
import dev.sluice.executor.OrdersInForce;
import dev.sluice.executor.OrdersInForce.InForce;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.kubernetes.ObservedReplicas;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Offers orders to KEDA, which asks for them and has its HorizontalPodAutoscaler carry them out. That an order was
 * asked for proves nothing. What became of it is read from the cluster, if there is one to read.
 */
final class KedaActuator implements Actuator {
    private final OrdersInForce orders;
    private final Optional<ObservedReplicas> observed;
    private final List<AutoCloseable> ends;

    /**
     * @param observed ready replicas; empty: nobody reports them
     * @param ends what ends with it, in this order
     */
    KedaActuator(OrdersInForce orders, Optional<ObservedReplicas> observed, List<AutoCloseable> ends) {
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
        return new Outcome.Applied(
                "offered to KEDA: " + order.replicas() + " replicas",
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
