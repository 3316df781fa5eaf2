package dev.sluice.control.planning;

import dev.sluice.forecast.DemandWindow;
import dev.sluice.forecast.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.sizing.CapacityModel;
import dev.sluice.sizing.LatencyBound;
import dev.sluice.sizing.LatencyCapacity;
import dev.sluice.sizing.LatencyWindow;
import dev.sluice.sizing.ServedWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one replica of a service serves in one pool: stated or learned, and less where a tail latency has to be kept.
 *
 * <p>Requests and the backlog are learned from requests that finish; units, cores and GPUs from their own level, where
 * latencies tell when a replica is full; requests in flight from both, by Little's law: the rate that a replica serves
 * times the time of a quiet request.
 */
final class ReplicaCapacity {
    private CapacityModel learned = new CapacityModel();
    private LatencyCapacity withinLatency = new LatencyCapacity();
    private final EnumMap<Signal, CapacityModel> others = new EnumMap<>(Signal.class);

    /** Learns from a closed window that {@code replicas} served; {@code stated} is what the policy says of them. */
    void observe(DemandWindow window, int replicas, boolean warmUp, ScalingPolicy policy, OptionalDouble stated) {
        if (replicas == 0 || window.instances() == 0) {
            return;
        }
        Optional<LatencyBound> bound = bound(policy);
        OptionalDouble full = full(policy.demand().signal(), stated);
        if (bound.isPresent() && full.isPresent() && !warmUp) {
            double each = window.demand(policy.demand().signal()).orElse(0) / replicas;
            withinLatency.observe(
                    bound.get(),
                    new LatencyWindow(
                            window.to().toEpochMilli(),
                            each / full.getAsDouble(),
                            window.requests(),
                            window.completed(),
                            window.latency()));
        }
        ServedWindow served = ServedWindow.of(window, replicas, warmUp);
        learned.observe(served);
        learn(policy.demand(), window, served, stated);
        policy.more().forEach(extra -> learn(extra, window, served, extra.perReplica()));
    }

    private void learn(Demand demand, DemandWindow window, ServedWindow served, OptionalDouble stated) {
        OptionalDouble level = window.demand(demand.signal());
        if (stated.isPresent() || level.isEmpty() || !needsLearning(demand.signal()) || !tellsLoad(window)) {
            return;
        }
        double finished = window.requests() > 0 ? window.completed() / window.requests() : 1;
        others.computeIfAbsent(demand.signal(), signal -> new CapacityModel())
                .observe(served.inUnitsOf(demand.signal(), level.getAsDouble(), finished));
    }

    private static boolean needsLearning(Signal signal) {
        return signal == Signal.UNITS || signal == Signal.CPU || signal == Signal.GPU;
    }

    /** Whether a window tells how long requests took, without which nobody knows when a replica is full. */
    private static boolean tellsLoad(DemandWindow window) {
        return window.latency().total() > 0 || (window.concurrency().orElse(0) > 0 && window.completed() > 0);
    }

    /** Units a second that one replica serves as promised; empty while nothing tells. */
    OptionalDouble perReplica(ScalingPolicy policy, OptionalDouble stated) {
        OptionalDouble full = full(policy.demand().signal(), stated);
        return full.isEmpty() || bound(policy).isEmpty()
                ? full
                : OptionalDouble.of(full.getAsDouble() * withinLatency.limit());
    }

    /** Units a second that one replica serves at most, stated or learned. */
    OptionalDouble full(Signal signal, OptionalDouble stated) {
        if (stated.isPresent()) {
            return stated;
        }
        if (signal.countsRequests()) {
            return learned.perReplica();
        }
        return signal == Signal.CONCURRENCY ? slots() : learnedOf(signal);
    }

    private OptionalDouble learnedOf(Signal signal) {
        CapacityModel model = others.get(signal);
        return model == null ? OptionalDouble.empty() : model.perReplica();
    }

    /** Little's law (1961): requests in flight are their rate times their time. */
    private OptionalDouble slots() {
        OptionalDouble rate = learned.perReplica();
        OptionalDouble quiet = learned.quietMillis();
        return rate.isPresent() && quiet.isPresent()
                ? OptionalDouble.of(rate.getAsDouble() * quiet.getAsDouble() / 1000)
                : OptionalDouble.empty();
    }

    /** Why the bound of latency is not sized for; empty where it is, or none is stated. */
    Optional<String> unreachable(ScalingPolicy policy) {
        return bound(policy).isPresent() ? withinLatency.unreachable() : Optional.empty();
    }

    /** How much longer requests take than in quiet windows; 1 where unknown. */
    double slowness(DemandWindow window) {
        OptionalDouble quiet = learned.quietMillis();
        OptionalDouble now = window.latency().quantile(.5);
        return quiet.isPresent() && now.isPresent() ? now.getAsDouble() / quiet.getAsDouble() : 1;
    }

    private static Optional<LatencyBound> bound(ScalingPolicy policy) {
        return policy.objective().latencyBound();
    }

    void write(DataOutput out) throws IOException {
        learned.write(out);
        withinLatency.write(out);
        out.writeByte(others.size());
        for (Map.Entry<Signal, CapacityModel> other : others.entrySet()) {
            out.writeByte(other.getKey().code());
            other.getValue().write(out);
        }
    }

    void read(DataInput in) throws IOException {
        learned = CapacityModel.read(in);
        withinLatency = LatencyCapacity.read(in);
        others.clear();
        for (int i = in.readUnsignedByte(); i > 0; i--) {
            others.put(Signal.ofCode(in.readUnsignedByte()), CapacityModel.read(in));
        }
    }
}
