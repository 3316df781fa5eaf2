package dev.sluice.simulator.cluster;

import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.pool.PoolTerms;
import dev.sluice.simulator.Scenario;
import dev.sluice.simulator.Trace;
import dev.sluice.simulator.plant.ServiceModel;
import dev.sluice.sizing.Objective;
import java.util.EnumSet;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One service of a cluster: what it promises, where it can run, and what is asked of it.
 *
 * @param policy the policy, which names its pools and what one replica serves in each
 * @param trace the demand, in the units that the policy counts
 * @param skipSeconds seconds at the start of the trace that are run but not scored
 * @param weightRate units per second that count as one where services of different units are added: what one replica of
 *     the first pool serves
 */
public record ClusterService(ScalingPolicy policy, Trace trace, double skipSeconds, double weightRate) {
    private static final Set<Signal> RATES = EnumSet.of(Signal.REQUESTS, Signal.UNITS);
    private static final double MOST_SHARE = .5;

    public ClusterService {
        if (policy.placement().pools().isEmpty()) {
            throw new IllegalArgumentException(policy.service() + " names no pool to run on");
        }
        if (!RATES.contains(policy.demand().signal())) {
            throw new IllegalArgumentException(
                    policy.service() + " counts " + policy.demand().signal() + ": only rates are simulated, " + RATES);
        }
        for (PoolTerms terms : policy.placement().pools()) {
            if (terms.perReplica().isEmpty() && policy.demand().perReplica().isEmpty()) {
                throw new IllegalArgumentException(policy.service() + " does not say what one replica serves in "
                        + terms.pool() + ": spec.pools.perReplica or spec.demand.perReplica");
            }
        }
    }

    /** A service of which the usual part of the trace is not scored. */
    public static ClusterService of(ScalingPolicy policy, Trace trace) {
        return new ClusterService(policy, trace, Scenario.defaultSkip(trace), 1).weighed();
    }

    private ClusterService weighed() {
        return new ClusterService(policy, trace, skipSeconds, firstRate());
    }

    /** The same of which {@code seconds} at the start are not scored. */
    public ClusterService skipping(double seconds) {
        return new ClusterService(policy, trace, seconds, weightRate);
    }

    private ClusterService with(ScalingPolicy other) {
        return new ClusterService(other, trace, skipSeconds, weightRate);
    }

    public String name() {
        return policy.service();
    }

    /** The pools that it can run on; sizes are compared in replicas of the first. */
    public List<PoolTerms> pools() {
        return policy.placement().pools();
    }

    /** Units per second that one replica serves in a pool. */
    public double rate(PoolTerms terms) {
        OptionalDouble stated = terms.perReplica();
        return stated.isPresent()
                ? stated.getAsDouble()
                : policy.demand().perReplica().orElseThrow();
    }

    /** Units per second that one replica of the first pool serves. */
    public double firstRate() {
        return rate(pools().get(0));
    }

    /** Share of demand that may find no capacity. */
    public double objective() {
        return policy.objective().share();
    }

    /** The same service with nothing but one of its pools. */
    public ClusterService confinedTo(String pool) {
        List<PoolTerms> one =
                pools().stream().filter(terms -> terms.pool().equals(pool)).toList();
        return with(policy.withPlacement(policy.placement().withPools(one)));
    }

    /** The same service with {@code factor} times the share that may find no capacity. */
    public ClusterService promising(double factor) {
        Objective other = new Objective.Unserved(Math.min(MOST_SHARE, objective() * factor));
        return with(policy.withObjective(other));
    }

    /** Its trace, served by replicas of the first pool alone: steps, times and what is scored. */
    public Scenario onFirstPool() {
        return new Scenario(name(), trace, ServiceModel.of(firstRate(), 0), objective(), skipSeconds);
    }
}
