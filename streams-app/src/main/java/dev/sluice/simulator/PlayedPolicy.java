package dev.sluice.simulator;

import dev.sluice.demand.Signal;
import dev.sluice.policy.Placement;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.sizing.Objective;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * The part of a policy that recorded demand can play. A trace tells what arrived: it feeds requests, units, concurrency and
 * backlog, and nothing that is measured on machines. What sizes the service must be fed, or the policy is refused; what
 * is there besides is left out, and that is said.
 *
 * @param policy what is played
 * @param leftOut its keys that are not, with the reason; none where all of it is
 */
public record PlayedPolicy(ScalingPolicy policy, List<String> leftOut) {
    private static final Set<Signal> MEASURED_ON_MACHINES = EnumSet.of(Signal.CPU, Signal.GPU);

    public PlayedPolicy {
        leftOut = List.copyOf(leftOut);
    }

    /** What one trace can play: one service on one kind of replicas. */
    public static PlayedPolicy alone(ScalingPolicy policy) {
        List<String> leftOut = new ArrayList<>();
        ScalingPolicy fed = fed(policy, leftOut);
        Placement placement = policy.placement();
        if (!placement.pools().isEmpty()) {
            leftOut.add("pools, and what they cost (--cluster plays them)");
        }
        placement.size().ifPresent(size -> leftOut.add("size: the trace tells no use of resources"));
        placement.budget().ifPresent(budget -> leftOut.add("budget"));
        ScalingPolicy placed = answeredInTime(servedByFirstPool(fed), leftOut);
        return new PlayedPolicy(
                placement.equals(Placement.ANYWHERE) ? placed : placed.withPlacement(Placement.ANYWHERE), leftOut);
    }

    /** What a service of a cluster can play. */
    public static PlayedPolicy inCluster(ScalingPolicy policy) {
        List<String> leftOut = new ArrayList<>();
        ScalingPolicy fed = fed(policy, leftOut);
        Placement p = fed.placement();
        p.size().ifPresent(size -> leftOut.add("size: the trace tells no use of resources"));
        Placement played = new Placement(
                p.pools(), p.spotShare(), p.moves(), p.rank(), p.tenant(), p.budget(), Optional.empty(), p.roles());
        return new PlayedPolicy(p.size().isEmpty() ? fed : fed.withPlacement(played), leftOut);
    }

    /** What was left out, in one line; empty where nothing was. */
    public Optional<String> account() {
        return leftOut.isEmpty()
                ? Optional.empty()
                : Optional.of("not played of the policy for " + policy.service() + ": " + String.join("; ", leftOut));
    }

    private static ScalingPolicy fed(ScalingPolicy policy, List<String> leftOut) {
        Signal first = policy.demand().signal();
        if (MEASURED_ON_MACHINES.contains(first)) {
            throw new IllegalArgumentException(
                    policy.service() + " is sized by " + word(first)
                            + ", which a trace of demand cannot feed: only requests, units, concurrency and backlog are played");
        }
        if (first == Signal.TOKENS) {
            throw new IllegalArgumentException(
                    policy.service()
                            + " is sized by tokens, whose times a trace of demand does not tell: simulate --llm plays a trace of its requests");
        }
        policy.demand()
                .group()
                .ifPresent(group -> leftOut.add("the partitions of group " + group.name() + ": the trace has none"));
        if (policy.objective() instanceof Objective.Deadline) {
            throw new IllegalArgumentException(policy.service()
                    + " has an objective.deadline, a time that a trace does not know: it cannot be played");
        }
        List<Demand> more = new ArrayList<>();
        for (Demand demand : policy.more()) {
            if (MEASURED_ON_MACHINES.contains(demand.signal())) {
                leftOut.add("the signal " + word(demand.signal()) + ": the trace tells no use of resources");
            } else if (demand.perReplica().isEmpty()) {
                leftOut.add("the signal " + word(demand.signal()) + ": it states no perReplica");
            } else {
                more.add(demand);
            }
        }
        return more.size() == policy.more().size() ? policy : policy.withMore(more);
    }

    /** Without pools, a replica serves what one of the first pool does. */
    private static ScalingPolicy servedByFirstPool(ScalingPolicy policy) {
        OptionalDouble served = policy.placement().pools().stream()
                .map(terms -> terms.perReplica())
                .findFirst()
                .orElse(OptionalDouble.empty());
        boolean stated = policy.demand().perReplica().isPresent();
        return stated || served.isEmpty()
                ? policy
                : policy.withDemand(policy.demand().withPerReplica(served.getAsDouble()));
    }

    /** A trace tells no latency: the simulated service works at least a second on a unit, with any number of replicas. */
    private static ScalingPolicy answeredInTime(ScalingPolicy policy, List<String> leftOut) {
        double works = Math.max(1, 1 / policy.demand().perReplica().orElse(1));
        boolean beyond = policy.objective() instanceof Objective.Latency latency
                && latency.below().toMillis() <= 1000 * works;
        if (beyond) {
            leftOut.add("objective.latency: the simulated service alone works longer on a unit, a second or more;"
                    + " played with {unserved: 0.01}");
        }
        return beyond ? policy.withObjective(Objective.standard()) : policy;
    }

    private static String word(Signal signal) {
        return signal.name().toLowerCase(Locale.ROOT);
    }
}
