package dev.sluice.control.planning;

import dev.sluice.forecast.DemandWindow;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.CapacityModel;
import dev.sluice.sizing.ErlangC;
import dev.sluice.sizing.LatencyBound;
import dev.sluice.sizing.LatencyCapacity;
import dev.sluice.sizing.ServedWindow;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one replica of a service serves in one pool: stated or learned, and less where a tail latency has to be kept.
 */
final class ReplicaCapacity {
    private CapacityModel learned = new CapacityModel();
    private LatencyCapacity withinLatency = new LatencyCapacity();

    /** Learns from a closed window that {@code replicas} served; {@code stated} is what the policy says of them. */
    void observe(DemandWindow window, int replicas, boolean warmUp, ScalingPolicy policy, OptionalDouble stated) {
        if (replicas == 0 || window.instances() == 0) {
            return;
        }
        Optional<LatencyBound> bound = bound(policy);
        OptionalDouble believed = perReplica(policy, stated, replicas);
        if (bound.isPresent() && believed.isPresent() && !warmUp) {
            double each = window.demand(policy.demand().signal()).orElse(0) / replicas;
            withinLatency.observe(bound.get(), window.latency(), each / believed.getAsDouble());
        }
        learned.observe(ServedWindow.of(window, replicas, warmUp));
    }

    /** Units a second that one of {@code replicas} serves as promised; empty while nothing tells. */
    OptionalDouble perReplica(ScalingPolicy policy, OptionalDouble stated, int replicas) {
        OptionalDouble capacity = stated;
        if (capacity.isEmpty() && policy.demand().signal().countsRequests()) {
            capacity = learned.perReplica();
        }
        Optional<LatencyBound> bound = bound(policy);
        if (capacity.isEmpty() || bound.isEmpty()) {
            return capacity;
        }
        ErlangC queue = queue(capacity.getAsDouble());
        return OptionalDouble.of(withinLatency.perReplica(queue, bound.get(), Math.max(1, replicas)));
    }

    /** Slots by Little's law from capacity and quiet time; one slot while the quiet time is unknown. */
    private ErlangC queue(double capacity) {
        double quiet = learned.quietMillis().orElse(1000 / capacity);
        int slots = (int) Math.max(1, Math.round(capacity * quiet / 1000));
        return new ErlangC(1000 * slots / capacity, slots);
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
    }

    void read(DataInput in) throws IOException {
        learned = CapacityModel.read(in);
        withinLatency = LatencyCapacity.read(in);
    }
}
