package dev.sluice.executor.commands.watch;

import dev.sluice.events.ScalingAck;
import dev.sluice.executor.Actuator.Observed;
import dev.sluice.executor.Order;
import dev.sluice.executor.Target;
import dev.sluice.executor.calls.GuardedActuator;
import dev.sluice.executor.calls.PlatformCalls;
import dev.sluice.executor.commands.ack.AckBuilder;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Watches whether the platform still runs what a partition's newest orders say. Somebody else may change a replica count,
 * replicas may die, and a quota may hold replicas back.
 *
 * <p>A platform is asked every five seconds. What differs is told when it was seen twice in a row, because what a platform
 * knows may be a little old. It is told once; a change of it is told again, and its end with a READY.
 */
public final class DriftWatch {
    private static final long BETWEEN_NANOS = Duration.ofSeconds(5).toNanos();

    private final GuardedActuator platform;
    private final AckBuilder acks;
    private final Map<Target, InForce> orders = new LinkedHashMap<>();
    private final PlatformQuestion<Order, Observed> question;
    private long nextNanos;

    /** The newest order of a target that was carried out, and what was seen of it. */
    private static final class InForce {
        private final Order order;
        private final Instant issuedAt;
        private Optional<Observed> before = Optional.empty();
        private Optional<Observed> told = Optional.empty();
        private boolean wasReady;

        InForce(Order order, Instant issuedAt, boolean wasReady) {
            this.order = order;
            this.issuedAt = issuedAt;
            this.wasReady = wasReady;
        }

        /** Takes in what was seen; returns true if it is news. */
        boolean isNews(Observed seen) {
            boolean twice = before.filter(seen::equals).isPresent();
            before = Optional.of(seen);
            wasReady |= seen.isAsOrdered();
            boolean drifted = !seen.isAsOrdered() && !isStarting(seen);
            if (!twice || told.filter(seen::equals).isPresent() || !(drifted || told.isPresent())) {
                return false;
            }
            told = Optional.of(seen).filter(unused -> drifted);
            return drifted || seen.isAsOrdered();
        }

        /** True if nothing is wrong but replicas that have not been ready yet. */
        private boolean isStarting(Observed seen) {
            return !wasReady
                    && seen.running() == order.replicas()
                    && seen.limit().orElse(order.replicas()) >= order.replicas();
        }
    }

    public DriftWatch(GuardedActuator platform, PlatformCalls calls, AckBuilder acks) {
        this.platform = platform;
        this.acks = acks;
        this.question = new PlatformQuestion<>(calls, Order::target, platform::observe);
        this.nextNanos = platform.nanos().getAsLong() + BETWEEN_NANOS;
    }

    /** An order was carried out: it takes the place of the target's earlier one. */
    public void applied(Order order, Instant issuedAt, boolean ready) {
        orders.put(order.target(), new InForce(order, issuedAt, ready));
    }

    /** An order was carried out long ago: the newest of its target counts. */
    public void recall(Order order, Instant issuedAt) {
        orders.merge(
                order.target(),
                new InForce(order, issuedAt, true),
                (known, other) -> other.order.generation() > known.order.generation() ? other : known);
    }

    /** True if it knows an order of the target. */
    public boolean watches(Target target) {
        return orders.containsKey(target);
    }

    /** Another order of the target goes to the platform. */
    public void forget(Target target) {
        orders.remove(target);
    }

    /** All replicas of an order are ready, and that was acknowledged. */
    public void reached(Target target, long generation) {
        InForce known = orders.get(target);
        if (known != null && known.order.generation() == generation) {
            known.wasReady = true;
            known.told = Optional.empty();
        }
    }

    /** What has changed, except at targets whose next order is on its way. */
    public List<ScalingAck> changes(Predicate<Target> busy) {
        List<ScalingAck> changes = new ArrayList<>();
        question.answers().forEach(seen -> change(seen, busy).ifPresent(changes::add));
        if (!orders.isEmpty() && !question.isOpen() && isTime()) {
            question.ask(orders.values().stream().map(known -> known.order).toList());
        }
        return changes;
    }

    private Optional<ScalingAck> change(Observed seen, Predicate<Target> busy) {
        InForce known = orders.get(seen.order().target());
        if (known == null || !known.order.equals(seen.order()) || busy.test(known.order.target())) {
            return Optional.empty();
        }
        return known.isNews(seen) ? Optional.of(acks.drifted(seen, known.issuedAt)) : Optional.empty();
    }

    /** In recorded time there is nobody who changes anything. */
    private boolean isTime() {
        long now = platform.nanos().getAsLong();
        if (platform.time().recorded() || now - nextNanos < 0) {
            return false;
        }
        nextNanos = now + BETWEEN_NANOS;
        return true;
    }
}
