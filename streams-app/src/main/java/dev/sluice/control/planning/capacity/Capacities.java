package dev.sluice.control.planning.capacity;

import dev.sluice.control.fleet.FleetLeads;
import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.Mode;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.sizing.capacity.GrowthTrial;
import dev.sluice.sizing.capacity.GrowthTrial.Finding;
import dev.sluice.sizing.overload.OverloadedLevel;
import dev.sluice.sizing.overload.SaturatedUsage;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What one replica of a service serves, per pool. A pool is learned from the reports of the instances that name it; a
 * service without pools is learned from all of its reports.
 */
public final class Capacities {
    /** Where so many times as many replicas are ready as reported, others report for them. */
    private static final int FEW = 4;

    private static final int AT_MOST_DOUBLED = 2;

    /** An instance that reported for less than this part of a window is none. */
    private static final double PART = .1;

    private final TreeMap<String, ReplicaCapacity> pools = new TreeMap<>();

    private final GrowthTrial trial = new GrowthTrial();

    private ReplicaCapacity in(String pool) {
        return pools.computeIfAbsent(pool, name -> new ReplicaCapacity());
    }

    /** Takes in what a history says of a replica, of the first pool if pools are named. */
    public void expect(ExpectedReplica replica, ScalingPolicy policy) {
        first(policy).expect(replica, policy.demand().signal());
    }

    /** Learns from a closed window, and returns what one replica serves then, see {@link #perReplica}. */
    public OptionalDouble observe(ClosedWindow closed, ServiceFleet fleet, ScalingPolicy policy) {
        DemandWindow whole = closed.total();
        boolean warmUp = fleet.leads().warmingUp(whole, policy);
        Finding growth = growth(whole, warmUp && !isServedAsBefore(whole, fleet), fleet, policy);
        boolean misleads =
                warmUp || (policy.objective().mayWait() && fleet.leads().changedIn(whole));
        List<PoolTerms> named = policy.placement().pools();
        if (named.isEmpty()) {
            int serving = fleet.ready().orElse(reporting(whole, fleet, policy));
            OptionalDouble stated = sized(policy.demand().perReplica(), fleet);
            return in(ServiceFleet.ONLY).observe(whole, serving, growth, misleads, policy, stated);
        }
        for (PoolTerms terms : named) {
            ClosedWindow part = closed.byPool().get(terms.pool());
            if (part != null) {
                DemandWindow window = part.total();
                int serving = fleet.in(terms.pool()).ready().orElse(reporting(window, fleet, policy));
                in(terms.pool())
                        .observe(window, serving, growth, misleads, policy, sized(stated(terms, policy), fleet));
            }
        }
        return rate(named.get(0), policy, fleet);
    }

    /**
     * Returns the replicas that reported; 0 if that is not known. The members of a consumer group do not report, and of a queue
     * one may report for all, which shows once a count is commanded.
     */
    private static int reporting(DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        boolean unsure = policy.objective().mayWait() && policy.mode() == Mode.ACT && fleet.generation() == 0;
        return unsure || policy.demand().group().isPresent() ? 0 : window.instances();
    }

    /** Returns true if replicas that were ordered are still starting, and all that are ready have served the whole window. */
    private static boolean isServedAsBefore(DemandWindow window, ServiceFleet fleet) {
        int ready = fleet.ready().orElse(0);
        return ready == window.instances() && ready < fleet.ordered();
    }

    private Finding growth(DemandWindow window, boolean starting, ServiceFleet fleet, ScalingPolicy policy) {
        int serving = fleet.ready().orElse(window.instances());
        // arrivals and a stated capacity grow with nothing that waits
        boolean isFixed = policy.demand().signal().isRate() && isStated(policy.demand(), policy);
        if (isFixed || policy.objective().mayWait()) {
            trial.forget();
            return Finding.QUIET;
        }
        if (serving == 0) {
            return Finding.QUIET;
        }
        ReplicaCapacity first = first(policy);
        return trial.observe(new GrowthTrial.Shown(
                fleet.ordered(),
                serving,
                window.requests() / window.seconds(),
                window.completed() / window.seconds(),
                first.waits(window, policy),
                starting,
                first.requests().orElse(0)));
    }

    /** Returns how far a service may grow that is overloaded. */
    public GrowthTrial trial() {
        return trial;
    }

    /** Returns what one replica serves, in the first pool if pools are named; empty while unknown. */
    public OptionalDouble perReplica(ScalingPolicy policy, ServiceFleet fleet) {
        List<PoolTerms> named = policy.placement().pools();
        return named.isEmpty()
                ? in(ServiceFleet.ONLY).perReplica(policy, sized(policy.demand().perReplica(), fleet))
                : rate(named.get(0), policy, fleet);
    }

    /** A stated capacity applies to the resources that ran before any were commanded. */
    private static OptionalDouble sized(OptionalDouble stated, ServiceFleet fleet) {
        return stated.isPresent()
                ? OptionalDouble.of(stated.getAsDouble() * fleet.size().factor())
                : stated;
    }

    private OptionalDouble rate(PoolTerms terms, ScalingPolicy policy, ServiceFleet fleet) {
        return in(terms.pool()).perReplica(policy, sized(stated(terms, policy), fleet));
    }

    /** A pool without its own rate uses the rate of the demand only if it is the first pool: other pools differ. */
    private static OptionalDouble stated(PoolTerms terms, ScalingPolicy policy) {
        boolean first = policy.placement().pools().get(0).equals(terms);
        return terms.perReplica().isPresent() || !first
                ? terms.perReplica()
                : policy.demand().perReplica();
    }

    /** Returns the pools of the policy that are declared and whose replica capacity is known. */
    public List<PoolOffer> offers(ScalingPolicy policy, ServiceFleet fleet, Catalog catalog) {
        List<PoolOffer> offers = new ArrayList<>();
        for (PoolTerms terms : policy.placement().pools()) {
            OptionalDouble rate = rate(terms, policy, fleet);
            if (rate.isPresent() && rate.getAsDouble() > 0) {
                catalog.pool(terms.pool())
                        .ifPresent(pool -> offers.add(new PoolOffer(pool, rate.getAsDouble(), terms.min())));
            }
        }
        return offers;
    }

    /**
     * Returns the demand in a signal that the window reports: what was measured, or what stands behind it if that is a level
     * and requests had to wait, see {@link OverloadedLevel}.
     */
    public double demand(Demand of, DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        double level = window.demand(of.signal()).orElseThrow();
        OptionalDouble each = of.signal().isLevel() ? perReplica(of, fleet, policy) : OptionalDouble.empty();
        if (each.isEmpty()) {
            return level;
        }
        OverloadedLevel measured = measured(level, each.getAsDouble(), window, fleet, policy);
        if (trial.paused() > 0) {
            // what all replicas wait for is not asked of them
            return of.signal() == Signal.CONCURRENCY ? measured.quietInFlight() : level;
        }
        return of.signal() == Signal.CONCURRENCY
                ? measured.inFlight(!isStated(of, policy) && ReplicaCapacity.tellsTime(window))
                : measured.usage();
    }

    private OverloadedLevel measured(
            double level, double each, DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        double lead = policy.leadTime().orElseGet(fleet.leads()::leadTime).toMillis() / 1000.0;
        double servable = served(window, fleet, policy) * each;
        return first(policy).overloaded(level, servable, window, trial.waits(), lead);
    }

    /**
     * Returns what a window teaches of demand: what it counts as, {@code counted}, or the requests in flight if none waited, since
     * nobody knows yet if replicas are what they wait for.
     */
    public double lasting(double counted, DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        OptionalDouble level = window.demand(Signal.CONCURRENCY);
        return policy.demand().signal() == Signal.CONCURRENCY && trial.most().isPresent() && level.isPresent()
                ? Math.min(
                        counted,
                        measured(level.getAsDouble(), 0, window, fleet, policy).quietInFlight())
                : counted;
    }

    /**
     * Returns the usage of a window if it may be saturated: limits are reported, and no requests tell how much is asked for.
     */
    public Optional<SaturatedUsage> usage(DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        Signal signal = policy.demand().signal();
        OptionalDouble limit = window.limits().of(signal);
        OptionalDouble level = window.demand(signal);
        OptionalDouble each = perReplica(policy, fleet);
        boolean isTold = ReplicaCapacity.tellsLoad(window);
        return limit.isEmpty() || level.isEmpty() || each.isEmpty() || isTold
                ? Optional.empty()
                : Optional.of(new SaturatedUsage(
                        level.getAsDouble(),
                        limit.getAsDouble(),
                        (int) Math.ceil(window.limits().instances() - PART),
                        each.getAsDouble()));
    }

    private OptionalDouble perReplica(Demand of, ServiceFleet fleet, ScalingPolicy policy) {
        return of.equals(policy.demand()) ? perReplica(policy, fleet) : perReplica(of, policy);
    }

    private static boolean isStated(Demand of, ScalingPolicy policy) {
        List<PoolTerms> named = policy.placement().pools();
        boolean first = of.equals(policy.demand()) && !named.isEmpty();
        return of.perReplica().isPresent()
                || (first && named.get(0).perReplica().isPresent());
    }

    /**
     * Returns the most replicas that a forecast may ask for after a window. A level beyond what the replicas serve tells that
     * more are needed and not how many, and as they start, it grows with them: a forecast would follow its own orders.
     */
    public int most(DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        Signal signal = policy.demand().signal();
        OptionalDouble each = signal.isLevel() ? perReplica(policy, fleet) : OptionalDouble.empty();
        if (each.isEmpty()) {
            return Integer.MAX_VALUE;
        }
        int served = served(window, fleet, policy);
        int carrying = ReplicaCount.carrying(window.demand(signal).orElse(0), each.getAsDouble());
        boolean follows = carrying > served || fleet.leads().warmingUp(window, policy);
        return follows ? AT_MOST_DOUBLED * Math.max(1, Math.min(served, carrying)) : Integer.MAX_VALUE;
    }

    /**
     * Returns the replicas that served a window. Those that reported are fewer than are ready, if some have become ready
     * since; but a gateway may report for all, which shows once no replica is starting.
     */
    private static int served(DemandWindow window, ServiceFleet fleet, ScalingPolicy policy) {
        int reported = window.instances();
        int ready = fleet.ready().orElse(reported);
        FleetLeads leads = fleet.leads();
        boolean starting =
                leads.warmingUp(window, policy) || leads.loading(window.to().toEpochMilli(), policy);
        return reported * FEW < ready && !starting ? ready : Math.min(ready, reported);
    }

    /** Returns how many times longer requests take than in quiet windows; 1 if unknown. */
    public double slowness(DemandWindow window, ScalingPolicy policy) {
        return first(policy).slowness(window);
    }

    /**
     * Returns what one replica of the first pool handles of a further signal, stated or learned; empty while unknown.
     */
    public OptionalDouble perReplica(Demand further, ScalingPolicy policy) {
        return first(policy).full(further.signal(), further.perReplica());
    }

    /** Returns why a latency bound is not sized for in the first pool; empty if it is, or if there is none. */
    public Optional<String> unreachable(ScalingPolicy policy) {
        return first(policy).unreachable(policy);
    }

    private ReplicaCapacity first(ScalingPolicy policy) {
        List<PoolTerms> named = policy.placement().pools();
        return in(named.isEmpty() ? ServiceFleet.ONLY : named.get(0).pool());
    }

    public void write(DataOutput out) throws IOException {
        out.writeByte(pools.size());
        for (Map.Entry<String, ReplicaCapacity> pool : pools.entrySet()) {
            out.writeUTF(pool.getKey());
            pool.getValue().write(out);
        }
    }

    public void read(DataInput in) throws IOException {
        pools.clear();
        for (int i = in.readUnsignedByte(); i > 0; i--) {
            in(in.readUTF()).read(in);
        }
    }
}
