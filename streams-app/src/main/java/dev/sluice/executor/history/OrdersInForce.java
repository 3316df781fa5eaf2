package dev.sluice.executor.history;

import dev.sluice.events.AckStatus;
import dev.sluice.events.ScalingAck;
import dev.sluice.events.ScalingCommand;
import dev.sluice.executor.Order;
import dev.sluice.executor.PoolCapacity;
import dev.sluice.executor.Target;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The order in force of each target: the newest one that was carried out, by this executor or another of its group.
 *
 * <p>An order counts when it was acknowledged as APPLIED, because a command that expired or failed must not take effect
 * later. {@code scaling-acks} forgets old acknowledgements and is not read from its beginning, and {@code scaling-commands}
 * keeps each service's newest command. So a command that is older than all acknowledgements read counts as carried out: if
 * nobody had done so, Sluice would have given a newer one. A service without a command was deleted, and has no order.
 *
 * <p>Example: 5 replicas were acknowledged as generation 7; the command of generation 8 has expired. 5 are in force.
 */
public final class OrdersInForce {
    private final Map<Target, InForce> carriedOut = new ConcurrentHashMap<>();
    private final Map<Target, Commanded> commanded = new ConcurrentHashMap<>();
    private final Set<String> services = ConcurrentHashMap.newKeySet();
    private final Consumer<Target> changed;
    private volatile Optional<Instant> acksSince = Optional.empty();

    /** Replicas that are to run, by the order of this generation. */
    public record InForce(int replicas, long generation) {
        private static InForce newer(InForce known, InForce other) {
            return other.generation > known.generation ? other : known;
        }
    }

    private record Commanded(InForce order, Instant issuedAt) {}

    /** @param changed told of each target whose order in force may have changed */
    public OrdersInForce(Consumer<Target> changed) {
        this.changed = changed;
    }

    /** The order in force; empty if none is known, or not everything was read yet. */
    public Optional<InForce> of(Target target) {
        if (!isComplete() || !services.contains(target.service())) {
            return Optional.empty();
        }
        return Optional.ofNullable(carriedOut.get(target)).or(() -> longAgo(target));
    }

    private Optional<InForce> longAgo(Target target) {
        return Optional.ofNullable(commanded.get(target))
                .filter(command -> command.issuedAt().isBefore(acksSince.orElse(Instant.EPOCH)))
                .map(Commanded::order);
    }

    /** True if there are commands of a target, and which order of it was carried out is not known. */
    boolean isAnyUnknown() {
        return commanded.keySet().stream()
                .anyMatch(target ->
                        services.contains(target.service()) && of(target).isEmpty());
    }

    /** An order is carried out here; returns the one in force from now on, which may be a newer one. */
    public InForce carriedOut(Order order) {
        services.add(order.target().service());
        return put(order.target(), new InForce(order.replicas(), order.generation()));
    }

    private InForce put(Target target, InForce order) {
        InForce newest = carriedOut.merge(target, order, InForce::newer);
        changed.accept(target);
        return newest;
    }

    /** Learns from an acknowledgement, whoever wrote it. */
    void acknowledged(ScalingAck ack) {
        boolean done = ack.getStatus() == AckStatus.APPLIED || ack.getStatus() == AckStatus.READY;
        if (done && ack.getReplicas() >= 0) {
            put(Target.of(ack), new InForce(ack.getReplicas(), ack.getGeneration()));
        }
    }

    /** Learns of a command, which may not have been carried out. */
    void commanded(ScalingCommand command, Predicate<Target> covered) {
        services.add(command.getService());
        for (PoolCapacity pool : PoolCapacity.of(command)) {
            Target target = new Target(command.getService(), pool.pool());
            if (covered.test(target)) {
                InForce order = new InForce(pool.replicas(), command.getGeneration());
                commanded.merge(
                        target,
                        new Commanded(order, command.getIssuedAt()),
                        (known, other) -> other.order.generation > known.order.generation ? other : known);
            }
        }
    }

    /** The commands of a service were deleted. */
    void deleted(String service) {
        services.remove(service);
        carriedOut.keySet().removeIf(target -> target.service().equals(service));
        commanded.keySet().removeIf(target -> target.service().equals(service));
    }

    /**
     * All commands were read, and the acknowledgements that tell of most of them.
     *
     * @param acksKeptSince acknowledgements from before are gone or not read; {@link Instant#EPOCH}: none is
     */
    public void complete(Instant acksKeptSince) {
        acksSince = Optional.of(acksKeptSince);
        Stream.concat(carriedOut.keySet().stream(), commanded.keySet().stream()).forEach(changed);
    }

    /** True once what the topics held at the start was read. */
    public boolean isComplete() {
        return acksSince.isPresent();
    }
}
