package dev.sluice.control.fleet;

import dev.sluice.control.message.Acknowledgement;
import dev.sluice.control.message.proposal.SizeProposal;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.sizing.ReplicaCount;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;

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

    private final PoolFleets pools = new PoolFleets();
    private final FleetLeads leads = new FleetLeads(pools);
    private final CommandedResources size = new CommandedResources();

    // not state: offers that are the same as the last ones change nothing
    private List<PoolOffer> lastOffers = List.of();
    // not state: where a service is on its way to is remembered where it is placed
    private Map<String, Integer> settled = Map.of();
    // follow from the rest: computed when it changes, because each decision asks for them many times
    private int ordered;
    private OptionalInt ready = OptionalInt.empty();
    private long generation;
    private long newest;

    /** Computes what follows from the pools, after a change of them. */
    private void changed() {
        ordered = isUndivided() ? in(ONLY).ordered() : counted(Map.of());
        ready = isUndivided() ? in(ONLY).ready() : readyInAll();
        generation = 0;
        for (PoolFleet pool : pools.all()) {
            generation = Math.max(generation, pool.fleet().generation());
        }
        newest = pools.newest();
    }

    private OptionalInt readyInAll() {
        double capacity = 0;
        for (PoolFleet pool : pools.all()) {
            if (pool.fleet().ready().isEmpty() && pool.fleet().ordered() > 0) {
                return OptionalInt.empty();
            }
            capacity += pool.fleet().ready().orElse(0) * pool.rate();
        }
        return OptionalInt.of((int) Math.floor(capacity / firstRate() + 1e-9));
    }

    /** Applies the pools of the policy in force. */
    public void named(List<PoolTerms> terms) {
        pools.named(terms);
        lastOffers = List.of();
        changed();
    }

    /** Notes what replicas serve in the pools now. */
    public void offered(List<PoolOffer> offers) {
        if (offers.equals(lastOffers)) {
            return;
        }
        lastOffers = List.copyOf(offers);
        pools.offered(offers);
        changed();
    }

    /**
     * Sets whether all pools are needed to serve: their replicas have roles. Each of them counts as one then. Not part of
     * the state: the policy states it.
     */
    public void needAll(boolean roles) {
        pools.needAll(roles);
        changed();
    }

    /** Plans with this quantile of the learned lead times. Not part of the state: the policy states it. */
    public void planLeads(double quantile) {
        pools.planLeads(quantile);
    }

    /** Returns how long starts take. */
    public FleetLeads leads() {
        return leads;
    }

    /** Returns the resources of each replica, if any were commanded. */
    public CommandedResources size() {
        return size;
    }

    /** Returns the replicas in a pool. */
    public ReplicaTracker in(String pool) {
        return pools.in(pool).fleet();
    }

    /** Returns the replicas in a pool assumed to be ready at {@code now} (ms). */
    public int ready(String pool, long now) {
        return pools.in(pool).ready(now);
    }

    /** Returns the ordered replicas in a pool assumed to be ready {@code soon} after {@code now} (ms). */
    public int readyWithin(Duration soon, String pool, long now) {
        return pools.in(pool).readyWithin(soon, now);
    }

    /**
     * Returns how many of {@code replicas} in a pool, ordered at {@code now} (ms), are assumed to be ready after its lead
     * time: if earlier ones are overdue there, only those that are ready already.
     */
    public int readyInTime(int replicas, String pool, long now) {
        return pools.in(pool).readyInTime(replicas, now);
    }

    /** Returns what one replica in a pool served at the last placement, units per second. */
    public double rate(String pool) {
        return pools.in(pool).rate();
    }

    /** Returns the pools that are or were in use. */
    public List<String> pools() {
        return List.copyOf(pools.byPool().keySet());
    }

    /** Returns the ordered replicas of each pool that was ever used or is named. */
    public Map<String, Integer> orderedByPool() {
        Map<String, Integer> all = new TreeMap<>();
        pools.byPool().forEach((pool, fleet) -> all.put(pool, fleet.fleet().ordered()));
        return all;
    }

    /** Returns what {@code replicas} of each pool serve, units per second. */
    public double capacity(Map<String, Integer> replicas) {
        return replicas.entrySet().stream()
                .mapToDouble(part -> part.getValue() * rate(part.getKey()))
                .sum();
    }

    /** Returns the replicas of the newest commands; before the first, those that reported. */
    public int ordered() {
        return ordered;
    }

    /** Notes the mix of pools that the service is in or on its way to; empty if it is in none. */
    public void settles(Map<String, Integer> mix) {
        settled = Map.copyOf(mix);
    }

    /**
     * Returns the ordered replicas without those that only run until others are ready. While a service moves, replicas of
     * two mixes are ordered, and both together are no size that it needs.
     */
    public int settled() {
        return settled.isEmpty() ? ordered : Math.min(ordered, counted(capacity(settled)));
    }

    /**
     * Returns {@link #settled} before it is rounded up: 1 of the first pool, which serves 10, and 2 of another, which serve
     * 17 each, are 4.4 of the first.
     */
    public double settledExactly() {
        int whole = settled();
        double exact = capacity(whole < ordered ? settled : orderedByPool()) / firstRate();
        return exact > whole - 1 ? Math.min(exact, whole) : whole;
    }

    /** Returns the commanded replicas that are ready; 0 before the first command. */
    public int serving() {
        return generation == 0 ? 0 : Math.min(ordered, ready.orElse(ordered));
    }

    /** Returns what one replica of the first pool serves, units per second. */
    public double firstRate() {
        return pools.first().rate();
    }

    /** Returns these replicas, and what else runs, in replicas of the first pool. */
    public int counted(Map<String, Integer> replicas) {
        double capacity = 0;
        for (Map.Entry<String, PoolFleet> fleet : pools.byPool().entrySet()) {
            int there = replicas.getOrDefault(
                    fleet.getKey(), fleet.getValue().fleet().ordered());
            capacity += there * fleet.getValue().rate();
        }
        return counted(capacity);
    }

    /** Returns a capacity in replicas of the first pool. */
    int counted(double capacity) {
        return ReplicaCount.carrying(capacity, firstRate());
    }

    /** Returns the generation of the newest command; 0 before the first. */
    public long generation() {
        return generation;
    }

    /** Returns the newest known generation, in any pool that the service has or had. */
    public long newest() {
        return newest;
    }

    /** Returns the ready replicas, if acknowledgements told of all pools in use. */
    public OptionalInt ready() {
        return ready;
    }

    /** Notes that commands which were valid for {@code validity} and have no answer at {@code now} (ms) came to nothing. */
    public void expire(long now, Duration validity) {
        pools.all().forEach(pool -> pool.fleet().expire(now, validity.toMillis()));
    }

    /** Returns what is wrong with the newest command of each pool at {@code now} (ms). */
    public List<SizeProposal.Note> troubles(long now) {
        List<SizeProposal.Note> troubles = new ArrayList<>();
        pools.byPool()
                .forEach((pool, fleet) -> fleet.fleet()
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
        pools.byPool().forEach((pool, fleet) -> fleet.fleet().foreign().ifPresent(n -> set.put(pool, n)));
        if (set.isEmpty()) {
            return OptionalInt.empty();
        }
        return OptionalInt.of(isUndivided() ? set.getOrDefault(ONLY, ordered) : counted(set));
    }

    /** Returns true if a pool was never commanded, or its newest command came to nothing. */
    boolean mustCommand(String pool) {
        return in(pool).mustCommand();
    }

    /** Returns true if all replicas run without a pool: the policy names none, and those of an earlier one are empty. */
    public boolean isUndivided() {
        return pools.undivided();
    }

    /** Before a pool's first command, takes the replicas that report from it for its fleet. */
    public void observed(ClosedWindow window) {
        if (pools.all().stream().allMatch(pool -> pool.fleet().generation() > 0)) {
            return;
        }
        if (!pools.single() && !window.byPool().isEmpty()) {
            window.byPool()
                    .forEach((pool, part) ->
                            pools.known(pool).ifPresent(fleet -> fleet.fleet().observed(part.reporting())));
        } else if (!pools.runElsewhere()) {
            // those that do not tell their pool may be replicas that are counted elsewhere
            pools.first().fleet().observed(window.reporting());
        }
        changed();
    }

    /** Notes a command for a pool and returns its generation, which is above that of any command of the service. */
    public long order(String pool, int replicas, long now) {
        long next = in(pool).order(replicas, newest + 1, now);
        changed();
        return next;
    }

    /** Returns the acknowledgement, which arrived at {@code now} (ms), with a time by our clock. */
    public Acknowledgement onOurClock(Acknowledgement ack, long now) {
        return pools.known(ack.pool())
                .map(pool -> pool.fleet().onOurClock(ack, now))
                .orElseGet(
                        () -> new ExecutorClock().corrected(ack, ack.issuedAt().toEpochMilli(), now, true));
    }

    /** Takes in an acknowledgement; ignored for a pool that the service never had. */
    public void acknowledged(Acknowledgement ack) {
        pools.known(ack.pool()).ifPresent(pool -> {
            pool.fleet().acknowledged(ack);
            changed();
        });
    }

    public void write(DataOutput out) throws IOException {
        pools.writeFirst(out);
        size.write(out);
        pools.writeFleets(out);
    }

    public void read(DataInput in) throws IOException {
        pools.readFirst(in);
        size.read(in);
        pools.readFleets(in);
        changed();
    }

    /** Writes a second copy of the newest command of each pool, in its own format. */
    public void writeNewest(DataOutput out) throws IOException {
        pools.writeNewest(out);
    }

    /** Restores the commands from that copy if the rest of the state is lost. */
    public void readNewest(DataInput in) throws IOException {
        pools.readNewest(in);
        changed();
    }
}
