package dev.sluice.control.fleet;

import dev.sluice.control.message.decision.LearnedLead;
import dev.sluice.demand.DemandWindow;
import dev.sluice.policy.ScalingPolicy;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How long starts take in the pools of one service, and what is starting because of it. */
public final class FleetLeads {
    private final PoolFleets pools;

    FleetLeads(PoolFleets pools) {
        this.pools = pools;
    }

    /** Returns the pool with the shortest lead time among those that are sure to have replicas; empty if none is. */
    public Optional<String> quickest() {
        return pools.together() ? Optional.empty() : quickestSure();
    }

    private Optional<String> quickestSure() {
        return pools.byPool().entrySet().stream()
                .filter(entry -> entry.getValue().isSure())
                .min(Comparator.comparing(entry -> entry.getValue().lead()))
                .map(Map.Entry::getKey);
    }

    /** Returns true if a pool always has replicas: it has no limit, and none are taken back. */
    public boolean isSure(String pool) {
        return pools.in(pool).isSure();
    }

    /** Returns the time from an order to ready replicas in a pool. */
    public Duration lead(String pool) {
        return pools.in(pool).lead();
    }

    /**
     * Returns the time from an order until something that serves is ready: the lead time of the quickest pool, which
     * bridges the others. If no pool is sure, it is the longest of those in use, or else that of the first. If all are
     * needed to serve, it is the longest.
     */
    public Duration leadTime() {
        return deciding().lead();
    }

    /** Returns what {@link #leadTime()} was learned from; empty if it was not learned. */
    public Optional<LearnedLead> learnedFrom() {
        return deciding().fleet().leadLearnedFrom();
    }

    private PoolFleet deciding() {
        return quickest().map(pools::in).orElseGet(this::slowest);
    }

    private PoolFleet slowest() {
        return (pools.together() ? named() : inUse())
                .max(Comparator.comparing(PoolFleet::lead))
                .orElseGet(pools::first);
    }

    private Stream<PoolFleet> inUse() {
        return pools.all().stream().filter(pool -> pool.fleet().ordered() > 0);
    }

    private Stream<PoolFleet> named() {
        return pools.byPool().entrySet().stream()
                .filter(entry -> !entry.getKey().equals(ServiceFleet.ONLY))
                .map(Map.Entry::getValue);
    }

    /** Returns true if replicas that had just become ready served in a window: their measurements mislead. */
    public boolean warmingUp(DemandWindow window, ScalingPolicy policy) {
        return pools.all().stream()
                .anyMatch(pool -> pool.fleet()
                        .warmingUp(window, pool.lead(policy), policy.tuning().warmUp()));
    }

    /** Returns true if a count was ordered after a window had begun: how many served in it is not known. */
    public boolean changedIn(DemandWindow window) {
        return pools.all().stream().anyMatch(pool -> pool.fleet().changedIn(window));
    }

    /** Returns true if replicas may still be starting at {@code time} (ms), see {@link ReplicaTracker#loading}. */
    public boolean loading(long time, ScalingPolicy policy) {
        return pools.all().stream().anyMatch(pool -> pool.fleet().loading(time, pool.lead(policy)));
    }

    /** Returns true if a replica was ready at {@code time} (ms), see {@link ReplicaTracker#serves}. */
    public boolean serves(long time, ScalingPolicy policy) {
        return pools.together()
                ? named().allMatch(pool -> pool.fleet().serves(time, pool.lead(policy)))
                : pools.all().stream().anyMatch(pool -> pool.fleet().serves(time, pool.lead(policy)));
    }
}
