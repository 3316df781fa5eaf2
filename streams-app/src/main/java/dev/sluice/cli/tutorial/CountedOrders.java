package dev.sluice.cli.tutorial;

import dev.sluice.executor.Actuator;
import dev.sluice.executor.Instance;
import dev.sluice.executor.Order;
import dev.sluice.executor.Outcome;
import dev.sluice.executor.Target;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** An actuator, and how often it was told to run more and fewer. */
final class CountedOrders implements Actuator {
    private final Actuator real;
    private volatile boolean ended;
    private final Map<Target, Order> newest = new ConcurrentHashMap<>();
    private final Map<Target, Changes> changes = new ConcurrentHashMap<>();

    /** Orders for more and for fewer replicas than the one before. */
    record Changes(int up, int down) {
        static final Changes NONE = new Changes(0, 0);

        Changes and(int difference) {
            return new Changes(up + (difference > 0 ? 1 : 0), down + (difference < 0 ? 1 : 0));
        }
    }

    CountedOrders(Actuator real) {
        this.real = real;
    }

    @Override
    public Outcome apply(Order order, Instant now) {
        if (ended) {
            return new Outcome.Failed("the tutorial ends", false);
        }
        Order before = newest.put(order.target(), order);
        int difference = order.replicas() - (before == null ? 0 : before.replicas());
        changes.merge(order.target(), Changes.NONE.and(difference), (known, one) -> known.and(difference));
        return real.apply(order, now);
    }

    /** Ends all replicas, whatever was ordered before, and takes no order any more. */
    void endAll(Instant now) {
        ended = true;
        newest.values().forEach(order -> {
            Outcome unused = real.apply(new Order(order.target(), 0, order.generation() + 1), now);
        });
    }

    private Optional<Order> newest(String service) {
        return Optional.ofNullable(newest.get(Target.of(service)));
    }

    int ordered(String service) {
        return newest(service).map(Order::replicas).orElse(0);
    }

    /** The reason of the newest order, in small letters. */
    String why(String service) {
        return newest(service)
                .flatMap(Order::cause)
                .map(cause -> cause.reason().toLowerCase(Locale.ROOT).replace('_', ' '))
                .orElse("");
    }

    Changes changes(String service) {
        return changes.getOrDefault(Target.of(service), Changes.NONE);
    }

    @Override
    public List<Readiness> poll(List<Waiting> waiting) {
        return real.poll(waiting);
    }

    @Override
    public boolean tellsReadiness() {
        return real.tellsReadiness();
    }

    @Override
    public List<Instance> instances(Target target, Instant now) {
        return real.instances(target, now);
    }

    @Override
    public void close() {
        real.close();
    }
}
