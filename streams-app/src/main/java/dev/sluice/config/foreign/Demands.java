package dev.sluice.config.foreign;

import dev.sluice.config.foreign.object.Fields;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ConsumerGroup;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.sizing.Objective;
import java.math.BigDecimal;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/** The demand of a policy, signal by signal, from the metrics of another autoscaler. */
final class Demands {
    private final Map<Signal, Demand> found = new LinkedHashMap<>();
    private final OptionalDouble requestedCores;

    /** @param requestedCores CPU that one replica requests; empty if the files do not say */
    Demands(OptionalDouble requestedCores) {
        this.requestedCores = requestedCores;
    }

    /** CPU or memory, in percent of what a replica requests. */
    void utilization(Fields where, String resource, BigDecimal percent) {
        if (!isCpu(where, resource, percent.toPlainString() + " %")) {
            return;
        }
        if (requestedCores.isEmpty() && add(where, Signal.CPU, OptionalDouble.empty())) {
            where.remark("demand.perReplica is " + percent.toPlainString()
                    + " % of the CPU that one replica requests, in cores; no file says how much that is");
        }
        if (requestedCores.isEmpty()) {
            return;
        }
        double cores = percent.doubleValue() / 100 * requestedCores.getAsDouble();
        boolean unused = add(where, Signal.CPU, positive(Math.round(cores * 1e4) / 1e4));
    }

    /** CPU or memory, as an amount that each replica should use. */
    void amount(Fields where, String resource, BigDecimal each) {
        if (isCpu(where, resource, each.toPlainString())) {
            boolean unused = add(where, Signal.CPU, positive(each.doubleValue()));
        }
    }

    private static boolean isCpu(Fields where, String resource, String target) {
        if (resource.equals("cpu")) {
            return true;
        }
        where.remarkSaying(
                resource + " " + target,
                resource.equals("memory")
                        ? "memory is no demand: it hardly falls when replicas are added. State what the service serves, and size"
                                + " for memory"
                        : "the resource has no signal");
        return false;
    }

    /**
     * A metric of any name.
     *
     * @param each what each replica should have of it; empty if the target is not for each replica
     */
    void metric(Fields where, String name, Optional<BigDecimal> each) {
        Optional<Signal> signal = SignalOfMetric.of(name);
        if (signal.isEmpty()) {
            where.remarkSaying(
                    name + each.map(target -> " " + target.toPlainString()).orElse(""),
                    SignalOfMetric.isOutcome(name)
                            ? "measures what comes of the size, and is no demand; objective.latency bounds a latency"
                            : "the name tells no signal of Sluice: state demand");
        } else if (signal.get() == Signal.BACKLOG) {
            queue(where);
        } else {
            guessed(where, signal.get(), each.map(value -> value.doubleValue() / SignalOfMetric.seconds(name)));
        }
    }

    private void guessed(Fields where, Signal signal, Optional<Double> each) {
        boolean told = each.isPresent() && signal != Signal.GPU && signal != Signal.CPU;
        boolean first = add(where, signal, told ? positive(each.get()) : OptionalDouble.empty());
        if (first) {
            where.remark(
                    "is taken for " + word(signal) + " by its name; "
                            + (told
                                    ? "its target is taken for what one replica serves: check both"
                                    : "its target does not tell what one replica serves: that is learned, or stated as demand.perReplica"));
        }
    }

    /** The lag of a consumer group, of all of its topics where none is named. */
    void group(Fields where, ConsumerGroup group) {
        Optional<ConsumerGroup> before =
                Optional.ofNullable(found.get(Signal.LAG)).flatMap(Demand::group);
        if (found.containsKey(Signal.BACKLOG)
                || before.filter(g -> !g.name().equals(group.name())).isPresent()) {
            where.remark("is one more queue, and a policy has one: the first one counts");
            return;
        }
        ConsumerGroup joined = before.map(g -> joined(g, group)).orElse(group);
        found.put(Signal.LAG, new Demand(Signal.LAG, OptionalDouble.empty(), Optional.empty(), Optional.of(joined)));
    }

    private static ConsumerGroup joined(ConsumerGroup one, ConsumerGroup other) {
        List<String> topics = one.topics().isEmpty() || other.topics().isEmpty()
                ? List.of()
                : Stream.concat(one.topics().stream(), other.topics().stream())
                        .distinct()
                        .toList();
        return new ConsumerGroup(
                one.name(), topics, one.allowIdleConsumers() || other.allowIdleConsumers(), one.rebalance());
    }

    /** Something that waits in a queue. */
    void queue(Fields where) {
        if (found.containsKey(Signal.LAG)) {
            where.remark("is one more queue, and a policy has one: the first one counts");
            return;
        }
        if (!add(where, Signal.BACKLOG, OptionalDouble.empty())) {
            return;
        }
        where.remark(
                "becomes the signal backlog. Sluice sizes for how fast the queue must be drained (objective.drain) and what one"
                        + " replica serves in a second (demand.perReplica, or learned), not for a length for each replica");
    }

    /** Messages or requests in a second, each replica serves that many. */
    void rate(Fields where, Signal signal, BigDecimal each) {
        boolean unused = add(where, signal, positive(each.doubleValue()));
    }

    private static OptionalDouble positive(double number) {
        return number > 0 && Double.isFinite(number) ? OptionalDouble.of(number) : OptionalDouble.empty();
    }

    /** True for the first of its signal. */
    private boolean add(Fields where, Signal signal, OptionalDouble perReplica) {
        boolean first = found.putIfAbsent(signal, new Demand(signal, perReplica, Optional.empty())) == null;
        if (!first) {
            where.remark("is one more " + word(signal) + ", and a policy has each signal once: the first one counts");
        }
        return first;
    }

    private static String word(Signal signal) {
        return signal.name().toLowerCase(Locale.ROOT);
    }

    /** The policy with these signals; as it is where there are none, which is remarked on. */
    ScalingPolicy in(ScalingPolicy policy, Fields spec) {
        if (found.isEmpty()) {
            spec.remark("tells no demand: " + word(policy.demand().signal()) + " are assumed");
            return policy;
        }
        // lag can only be the first signal
        List<Demand> all = found.values().stream()
                .sorted(Comparator.comparing(demand -> demand.signal() != Signal.LAG))
                .toList();
        ScalingPolicy measured = policy.withDemand(all.get(0)).withMore(all.subList(1, all.size()));
        return found.containsKey(Signal.LAG) ? measured.withObjective(Objective.standard(Signal.LAG)) : measured;
    }
}
