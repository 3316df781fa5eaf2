package dev.sluice.control.fleet;

import dev.sluice.policy.Lifecycle;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The fleets of one service by pool: those that its policy names, and those in which something still runs. */
final class PoolFleets {
    private final TreeMap<String, PoolFleet> fleets = new TreeMap<>();
    private String first = ServiceFleet.ONLY;
    private double leadQuantile = Lifecycle.DEFAULT_LEAD_QUANTILE;
    private boolean together;

    /** Newest generation of the pools that were forgotten. */
    private long forgotten;

    PoolFleets() {
        fleets.put(ServiceFleet.ONLY, new PoolFleet());
    }

    /** Returns the fleet in a pool; a new and empty one if there was none. */
    PoolFleet in(String pool) {
        return fleets.computeIfAbsent(pool, name -> {
            PoolFleet added = new PoolFleet();
            added.fleet().planLeads(leadQuantile);
            return added;
        });
    }

    /** Returns the fleet in a pool, if the service has or had it. */
    Optional<PoolFleet> known(String pool) {
        return Optional.ofNullable(fleets.get(pool));
    }

    /** Returns the fleet in the pool that the policy names first. */
    PoolFleet first() {
        return in(first);
    }

    /** Returns true if the policy names no pool. */
    boolean single() {
        return first.equals(ServiceFleet.ONLY);
    }

    /** Returns true if the policy names no pool, and nothing runs any more in those that an earlier one named. */
    boolean undivided() {
        return single() && !runElsewhere();
    }

    /** Returns true if replicas are known to run outside the pool that the policy names first. */
    boolean runElsewhere() {
        return fleets.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(first)
                        && entry.getValue().fleet().ordered() > 0);
    }

    /** Returns true if all named pools are needed to serve. */
    boolean together() {
        return together;
    }

    Collection<PoolFleet> all() {
        return Collections.unmodifiableCollection(fleets.values());
    }

    Map<String, PoolFleet> byPool() {
        return Collections.unmodifiableMap(fleets);
    }

    /** Returns the newest generation of any command, also in pools that were forgotten. */
    long newest() {
        long newest = forgotten;
        for (PoolFleet pool : fleets.values()) {
            newest = Math.max(newest, pool.fleet().newest());
        }
        return newest;
    }

    /** Applies the pools of a policy. Forgets those that are no longer named and are empty, but never their generation. */
    void named(List<PoolTerms> pools) {
        ReplicaTracker before = first().fleet();
        first = pools.isEmpty() ? ServiceFleet.ONLY : pools.get(0).pool();
        pools.forEach(terms -> in(terms.pool()));
        first().fleet().takeObserved(before);
        Set<String> kept = new HashSet<>(List.of(ServiceFleet.ONLY, first));
        pools.forEach(terms -> kept.add(terms.pool()));
        forgotten = newest();
        fleets.entrySet()
                .removeIf(entry -> !kept.contains(entry.getKey())
                        && entry.getValue().fleet().isEmpty());
    }

    /** Notes what replicas serve in the pools now. */
    void offered(List<PoolOffer> offers) {
        fleets.values().forEach(PoolFleet::withdrawn);
        for (PoolOffer offer : offers) {
            in(offer.pool().name()).offered(offer);
        }
        countRoles();
        // what ran before the policy named pools counts like the first of them
        in(ServiceFleet.ONLY).countsLike(first());
    }

    /** Sets whether all pools are needed to serve. Each replica counts as one then. */
    void needAll(boolean roles) {
        together = roles;
        countRoles();
    }

    private void countRoles() {
        if (together) {
            fleets.values().forEach(PoolFleet::countsAsOne);
        }
    }

    /** Plans with this quantile of the learned lead times. */
    void planLeads(double quantile) {
        leadQuantile = quantile;
        fleets.values().forEach(fleet -> fleet.fleet().planLeads(quantile));
    }

    /** Writes the name of the first pool. What follows it in the format is in {@link #writeFleets}. */
    void writeFirst(DataOutput out) throws IOException {
        out.writeUTF(first);
    }

    void writeFleets(DataOutput out) throws IOException {
        VarInts.writeCount(forgotten, out);
        VarInts.writeCount(fleets.size(), out);
        for (Map.Entry<String, PoolFleet> fleet : fleets.entrySet()) {
            out.writeUTF(fleet.getKey());
            fleet.getValue().write(!single(), out);
        }
    }

    void readFirst(DataInput in) throws IOException {
        fleets.clear();
        first = in.readUTF();
    }

    void readFleets(DataInput in) throws IOException {
        forgotten = VarInts.readCount(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            in(in.readUTF()).read(!single(), in);
        }
    }

    /** Writes a second copy of the newest command of each pool, in its own format. */
    void writeNewest(DataOutput out) throws IOException {
        VarInts.writeCount(newest(), out);
        VarInts.writeCount(fleets.size(), out);
        for (Map.Entry<String, PoolFleet> entry : fleets.entrySet()) {
            ReplicaTracker fleet = entry.getValue().fleet();
            out.writeUTF(entry.getKey());
            out.writeInt(fleet.ordered());
            out.writeLong(fleet.generation());
            out.writeLong(fleet.orderedAt());
        }
    }

    /** Restores the commands from that copy if the rest of the state is lost. */
    void readNewest(DataInput in) throws IOException {
        forgotten = VarInts.readCount(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            in(in.readUTF()).fleet().commanded(in.readInt(), in.readLong(), in.readLong());
        }
    }
}
