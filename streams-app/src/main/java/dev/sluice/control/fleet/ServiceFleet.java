package dev.sluice.control.fleet;

import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.LearnedLead;
import dev.sluice.control.message.SizeProposal;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.forecast.DemandWindow;
import dev.sluice.policy.Lifecycle;
import dev.sluice.policy.PoolTerms;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The replicas of one service in all its pools. The replica count is in replicas of the first pool in the policy; a
 * replica elsewhere counts by what it serves. A service without pools has one, with an empty name.
 *
 * <p>Example: a replica serves 10 per second in the first pool and 40 per second in the second. Two replicas in each
 * count as 10.
 */
public final class ServiceFleet {
    /** The pool of a service whose policy names none. */
    public static final String ONLY = "";

    private final TreeMap<String, PoolFleet> fleets = new TreeMap<>();
    private final CommandedResources size = new CommandedResources();
    private String first = ONLY;
    private double leadQuantile = Lifecycle.DEFAULT_LEAD_QUANTILE;
    private boolean together;

    /** Newest generation of the pools that were forgotten. */
    private long forgotten;

    // not state: offers that are the same as the last ones change nothing
    private List<PoolOffer> lastOffers = List.of();
    // follow from the rest: computed when it changes, because each decision asks for them many times
    private int ordered;
    private OptionalInt ready = OptionalInt.empty();
    private long generation;
    private long newest;

    public ServiceFleet() {
        fleets.put(ONLY, new PoolFleet());
    }

    /** Computes what follows from the pools, after a change of them. */
    private void changed() {
        ordered = single() ? in(ONLY).ordered() : counted(Map.of());
        ready = single() ? in(ONLY).ready() : readyInAll();
        generation = 0;
        newest = forgotten;
        for (PoolFleet pool : fleets.values()) {
            generation = Math.max(generation, pool.fleet().generation());
            newest = Math.max(newest, pool.fleet().newest());
        }
    }

    private OptionalInt readyInAll() {
        double capacity = 0;
        for (PoolFleet pool : fleets.values()) {
            if (pool.fleet().ready().isEmpty() && pool.fleet().ordered() > 0) {
                return OptionalInt.empty();
            }
            capacity += pool.fleet().ready().orElse(0) * pool.rate();
        }
        return OptionalInt.of((int) Math.floor(capacity / poolFleet(first).rate() + 1e-9));
    }

    /** Applies the pools of the policy in force. */
    public void named(List<PoolTerms> pools) {
        first = pools.isEmpty() ? ONLY : pools.get(0).pool();
        pools.forEach(terms -> poolFleet(terms.pool()));
        poolFleet(first);
        forgetEmpty(pools);
        lastOffers = List.of();
        changed();
    }

    /** Forgets pools that are no longer named and are empty, but never their generation. */
    private void forgetEmpty(List<PoolTerms> named) {
        Set<String> kept = new HashSet<>(List.of(ONLY, first));
        named.forEach(terms -> kept.add(terms.pool()));
        forgotten = newest;
        fleets.entrySet()
                .removeIf(berth -> !kept.contains(berth.getKey())
                        && berth.getValue().fleet().isEmpty());
    }

    /** Notes what replicas serve in the pools now. */
    public void offered(List<PoolOffer> offers) {
        if (offers.equals(lastOffers)) {
            return;
        }
        lastOffers = List.copyOf(offers);
        fleets.values().forEach(PoolFleet::withdrawn);
        for (PoolOffer offer : offers) {
            poolFleet(offer.pool().name()).offered(offer);
        }
        countRoles();
        // what ran before the policy named pools counts like the first of them
        poolFleet(ONLY).countsLike(poolFleet(first));
        changed();
    }

    /**
     * Sets whether all pools are needed to serve: their replicas have roles. Each of them counts as one then. Not part of
     * the state: the policy states it.
     */
    public void needAll(boolean roles) {
        together = roles;
        countRoles();
        changed();
    }

    private void countRoles() {
        if (together) {
            fleets.values().forEach(PoolFleet::countsAsOne);
        }
    }

    private PoolFleet poolFleet(String pool) {
        return fleets.computeIfAbsent(pool, name -> {
            PoolFleet added = new PoolFleet();
            added.fleet().planLeads(leadQuantile);
            return added;
        });
    }

    /** Plans with this quantile of the learned lead times. Not part of the state: the policy states it. */
    public void planLeads(double quantile) {
        leadQuantile = quantile;
        fleets.values().forEach(fleet -> fleet.fleet().planLeads(quantile));
    }

    /** Returns the resources of each replica, if any were commanded. */
    public CommandedResources size() {
        return size;
    }

    /** Returns the replicas in a pool. */
    public ReplicaTracker in(String pool) {
        return poolFleet(pool).fleet();
    }

    /** Returns the replicas in a pool assumed to be ready at {@code now} (ms). */
    public int ready(String pool, long now) {
        return poolFleet(pool).ready(now);
    }

    /** Returns the ordered replicas in a pool assumed to be ready {@code soon} after {@code now} (ms). */
    public int readyWithin(Duration soon, String pool, long now) {
        return poolFleet(pool).readyWithin(soon, now);
    }

    /** Returns what one replica in a pool served at the last placement, units per second. */
    public double rate(String pool) {
        return poolFleet(pool).rate();
    }

    /** Returns the pools that are or were in use. */
    public List<String> pools() {
        return List.copyOf(fleets.keySet());
    }

    /** Returns the ordered replicas of each pool that was ever used or is named. */
    public Map<String, Integer> orderedByPool() {
        Map<String, Integer> ordered = new TreeMap<>();
        fleets.forEach((pool, fleet) -> ordered.put(pool, fleet.fleet().ordered()));
        return ordered;
    }

    /** Returns what {@code replicas} of each pool serve, units per second. */
    public double capacity(Map<String, Integer> replicas) {
        return replicas.entrySet().stream()
                .mapToDouble(part -> part.getValue() * rate(part.getKey()))
                .sum();
    }

    private boolean single() {
        return first.equals(ONLY);
    }

    /** Returns the replicas of the newest commands; before the first, those that reported. */
    public int ordered() {
        return ordered;
    }

    /** Returns the commanded replicas that are ready; 0 before the first command. */
    public int serving() {
        return generation == 0 ? 0 : Math.min(ordered, ready.orElse(ordered));
    }

    /** Returns what one replica of the first pool serves, units per second. */
    public double firstRate() {
        return poolFleet(first).rate();
    }

    /** Returns these replicas, and what else runs, in replicas of the first pool. */
    public int counted(Map<String, Integer> replicas) {
        double capacity = 0;
        for (Map.Entry<String, PoolFleet> berth : fleets.entrySet()) {
            int there = replicas.getOrDefault(
                    berth.getKey(), berth.getValue().fleet().ordered());
            capacity += there * berth.getValue().rate();
        }
        return counted(capacity);
    }

    /** Returns a capacity in replicas of the first pool. */
    int counted(double capacity) {
        return ReplicaCount.carrying(capacity, poolFleet(first).rate());
    }

    /** Returns the generation of the newest command; 0 before the first. */
    public long generation() {
        return generation;
    }

    /** Returns the ready replicas, if acknowledgements told of all pools in use. */
    public OptionalInt ready() {
        return ready;
    }

    /** Notes that commands which were valid for {@code validity} and have no answer at {@code now} (ms) came to nothing. */
    public void expire(long now, Duration validity) {
        fleets.values().forEach(fleet -> fleet.fleet().expire(now, validity.toMillis()));
    }

    /** Returns what is wrong with the newest command of each pool at {@code now} (ms). */
    public List<SizeProposal.Note> troubles(long now) {
        List<SizeProposal.Note> troubles = new ArrayList<>();
        fleets.forEach((pool, fleet) -> fleet.fleet()
                .trouble(now, fleet.lead())
                .map(note -> pool.isEmpty()
                        ? note
                        : new SizeProposal.Note(note.stage(), note.reason(), pool + ": " + note.detail()))
                .ifPresent(troubles::add));
        return troubles;
    }

    /** Returns the replicas to run if counts that somebody else has set are to stay; empty if there are none. */
    public OptionalInt foreign() {
        Map<String, Integer> set = new TreeMap<>();
        fleets.forEach((pool, fleet) -> fleet.fleet().foreign().ifPresent(n -> set.put(pool, n)));
        if (set.isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(single() ? set.getOrDefault(ONLY, ordered) : counted(set));
    }

    /** Returns true if a pool was never commanded, or its newest command came to nothing. */
    boolean mustCommand(String pool) {
        return in(pool).mustCommand();
    }

    /** Before a pool's first command, takes the replicas that report from it for its fleet. */
    public void observed(ClosedWindow window) {
        if (fleets.values().stream().allMatch(pool -> pool.fleet().generation() > 0)) {
            return;
        }
        if (single() || window.byPool().isEmpty()) {
            poolFleet(first).fleet().observed(window.reporting());
        } else {
            window.byPool().forEach((pool, part) -> {
                if (fleets.containsKey(pool)) {
                    in(pool).observed(part.reporting());
                }
            });
        }
        changed();
    }

    /** Returns the pool with the shortest lead time among those that are sure to have replicas; empty if none is. */
    public Optional<String> quickest() {
        return together ? Optional.empty() : quickestSure();
    }

    private Optional<String> quickestSure() {
        return fleets.entrySet().stream()
                .filter(berth -> berth.getValue().isSure())
                .min(Comparator.comparing(berth -> berth.getValue().lead()))
                .map(Map.Entry::getKey);
    }

    /** Returns true if a pool always has replicas: it has no limit, and none are taken back. */
    public boolean isSure(String pool) {
        return poolFleet(pool).isSure();
    }

    /** Returns the time from an order to ready replicas in a pool. */
    public Duration lead(String pool) {
        return poolFleet(pool).lead();
    }

    /**
     * Returns the time from an order until something that serves is ready: the lead time of the quickest pool, which
     * bridges the others. If no pool is sure, it is the longest of those in use, or else that of the first. If all are
     * needed to serve, it is the longest.
     */
    public Duration leadTime() {
        return quickest().map(this::lead).orElseGet(this::longestLead);
    }

    private Duration longestLead() {
        return slowest().lead();
    }

    private PoolFleet slowest() {
        return (together ? named() : fleets.values().stream())
                .filter(fleet -> together || fleet.fleet().ordered() > 0)
                .max(Comparator.comparing(PoolFleet::lead))
                .orElseGet(() -> poolFleet(first));
    }

    /** Returns what {@link #leadTime()} was learned from; empty if it was not learned. */
    public Optional<LearnedLead> leadLearnedFrom() {
        return quickest().map(this::poolFleet).orElseGet(this::slowest).fleet().leadLearnedFrom();
    }

    /** Returns true if replicas that had just become ready served in a window: their measurements mislead. */
    public boolean warmingUp(DemandWindow window, ScalingPolicy policy) {
        return fleets.values().stream()
                .anyMatch(fleet -> fleet.fleet()
                        .warmingUp(window, fleet.lead(policy), policy.tuning().warmUp()));
    }

    /** Returns true if replicas may still be starting at {@code time} (ms), see {@link ReplicaTracker#loading}. */
    public boolean loading(long time, ScalingPolicy policy) {
        return fleets.values().stream().anyMatch(fleet -> fleet.fleet().loading(time, fleet.lead(policy)));
    }

    /** Returns true if a replica was ready at {@code time} (ms), see {@link ReplicaTracker#serves}. */
    public boolean serves(long time, ScalingPolicy policy) {
        return together
                ? named().allMatch(fleet -> fleet.fleet().serves(time, fleet.lead(policy)))
                : fleets.values().stream().anyMatch(fleet -> fleet.fleet().serves(time, fleet.lead(policy)));
    }

    private Stream<PoolFleet> named() {
        return fleets.entrySet().stream()
                .filter(berth -> !berth.getKey().equals(ONLY))
                .map(Map.Entry::getValue);
    }

    /** Notes a command for a pool and returns its generation, which is above that of any command of the service. */
    public long order(String pool, int replicas, long now) {
        long next = in(pool).order(replicas, newest + 1, now);
        changed();
        return next;
    }

    /** Returns the newest known generation, in any pool that the service has or had. */
    public long newest() {
        return newest;
    }

    /** Returns the acknowledgement, which arrived at {@code now} (ms), with a time by our clock. */
    public Acknowledgement onOurClock(Acknowledgement ack, long now) {
        PoolFleet fleet = fleets.get(ack.pool());
        return fleet == null
                ? new ExecutorClock().corrected(ack, ack.issuedAt().toEpochMilli(), now)
                : fleet.fleet().onOurClock(ack, now);
    }

    /** Takes in an acknowledgement; ignored for a pool that the service never had. */
    public void acknowledged(Acknowledgement ack) {
        PoolFleet fleet = fleets.get(ack.pool());
        if (fleet != null) {
            fleet.fleet().acknowledged(ack);
            changed();
        }
    }

    public void write(DataOutput out) throws IOException {
        out.writeUTF(first);
        size.write(out);
        VarInts.writeCount(forgotten, out);
        VarInts.writeCount(fleets.size(), out);
        for (Map.Entry<String, PoolFleet> berth : fleets.entrySet()) {
            out.writeUTF(berth.getKey());
            berth.getValue().write(!single(), out);
        }
    }

    public void read(DataInput in) throws IOException {
        fleets.clear();
        first = in.readUTF();
        size.read(in);
        forgotten = VarInts.readCount(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            poolFleet(in.readUTF()).read(!single(), in);
        }
        changed();
    }

    /** Writes a second copy of the newest command of each pool, in its own format. */
    public void writeNewest(DataOutput out) throws IOException {
        VarInts.writeCount(newest(), out);
        VarInts.writeCount(fleets.size(), out);
        for (Map.Entry<String, PoolFleet> berth : fleets.entrySet()) {
            ReplicaTracker fleet = berth.getValue().fleet();
            out.writeUTF(berth.getKey());
            out.writeInt(fleet.ordered());
            out.writeLong(fleet.generation());
            out.writeLong(fleet.orderedAt());
        }
    }

    /** Restores the commands from that copy if the rest of the state is lost. */
    public void readNewest(DataInput in) throws IOException {
        forgotten = VarInts.readCount(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            in(in.readUTF()).commanded(in.readInt(), in.readLong(), in.readLong());
        }
        changed();
    }
}
