package dev.sluice.control.planning.capacity;

import dev.sluice.control.fleet.PoolOffer;
import dev.sluice.control.fleet.ServiceFleet;
import dev.sluice.control.message.Catalog;
import dev.sluice.control.window.ClosedWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.sizing.capacity.ExpectedReplica;
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
    private final TreeMap<String, ReplicaCapacity> pools = new TreeMap<>();

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
        List<PoolTerms> named = policy.placement().pools();
        if (named.isEmpty()) {
            int serving = fleet.ready().orElse(whole.instances());
            OptionalDouble stated = sized(policy.demand().perReplica(), fleet);
            return in(ServiceFleet.ONLY)
                    .observe(whole, serving, fleet.leads().warmingUp(whole, policy), policy, stated);
        }
        boolean warmUp = fleet.leads().warmingUp(whole, policy);
        for (PoolTerms terms : named) {
            ClosedWindow part = closed.byPool().get(terms.pool());
            if (part != null) {
                DemandWindow window = part.total();
                int serving = fleet.in(terms.pool()).ready().orElse(window.instances());
                in(terms.pool()).observe(window, serving, warmUp, policy, sized(stated(terms, policy), fleet));
            }
        }
        return rate(named.get(0), policy, fleet);
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
