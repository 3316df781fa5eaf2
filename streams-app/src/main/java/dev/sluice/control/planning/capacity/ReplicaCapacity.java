package dev.sluice.control.planning.capacity;

import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.policy.ScalingPolicy.Demand;
import dev.sluice.sizing.capacity.CapacityModel;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.sizing.capacity.GrowthTrial.Finding;
import dev.sluice.sizing.capacity.LatencyBound;
import dev.sluice.sizing.capacity.LatencyCapacity;
import dev.sluice.sizing.capacity.LatencyWindow;
import dev.sluice.sizing.capacity.ServedWindow;
import dev.sluice.sizing.overload.OverloadedLevel;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What one replica of a service serves in one pool: stated or learned, and less if a tail latency must be kept.
 *
 * <p>Capacity in requests, and for a backlog, is learned from completed requests. Capacity in units, cores and GPUs is
 * learned from the level of that signal, while latencies tell when a replica is full. Without latencies, capacity in cores
 * and GPUs is a share of the limit. Capacity in requests in flight
 * combines both by Little's law. Example: a replica that serves 50 requests per second, each taking 0.2 s when quiet,
 * handles 10 in flight.
 */
final class ReplicaCapacity {
    /** Requests of earlier windows may end in this one, but not so many times what arrived. */
    private static final double IMPOSSIBLE = 12;

    /**
     * Share of its limit that a replica is to use where nothing shows when it is full. Source: the usage that Kubernetes'
     * HorizontalPodAutoscaler aims at if none is stated.
     */
    private static final double SHARE_OF_LIMIT = .8;

    /** Fewer finished than arrived: more than noise. */
    private static final double BEHIND = .95;

    private static final int ENOUGH = 50;

    private CapacityModel learned = new CapacityModel();
    private LatencyCapacity withinLatency = new LatencyCapacity();
    private final EnumMap<Signal, CapacityModel> others = new EnumMap<>(Signal.class);

    /**
     * Learns from a closed window that {@code replicas} served; {@code stated} is their capacity by the policy. Returns
     * what one of them serves then.
     */
    OptionalDouble observe(
            DemandWindow window,
            int replicas,
            Finding growth,
            boolean warmUp,
            ScalingPolicy policy,
            OptionalDouble stated) {
        if (replicas > 0 && window.instances() > 0 && isConsistent(window)) {
            learn(window, replicas, growth, warmUp, policy, stated);
        }
        if (!tellsLoad(window)) {
            expectOfLimit(policy.demand(), window, stated);
            policy.more().forEach(extra -> expectOfLimit(extra, window, extra.perReplica()));
        }
        return perReplica(policy, stated);
    }

    /** Takes in what a history says of a replica, in units of a signal. */
    void expect(ExpectedReplica replica, Signal signal) {
        boolean byRequests = signal.countsRequests() || signal == Signal.CONCURRENCY;
        (byRequests ? learned : others.computeIfAbsent(signal, key -> new CapacityModel())).expect(replica);
        replica.limit().ifPresent(withinLatency::expect);
    }

    /** Nothing is learned from a window that finished far more requests than arrived or waited: the report is wrong. */
    static boolean isConsistent(DemandWindow window) {
        double possible = window.requests() + window.backlog().orElse(0);
        return window.requests() == 0 || window.completed() <= IMPOSSIBLE * possible;
    }

    private void learn(
            DemandWindow window,
            int replicas,
            Finding growth,
            boolean warmUp,
            ScalingPolicy policy,
            OptionalDouble stated) {
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
        ServedWindow served = ServedWindow.of(window, replicas, growth, warmUp);
        learned.observe(served);
        learn(policy.demand(), window, served, stated);
        policy.more().forEach(extra -> learn(extra, window, served, extra.perReplica()));
    }

    private void learn(Demand demand, DemandWindow window, ServedWindow served, OptionalDouble stated) {
        if (stated.isPresent() || !needsLearning(demand.signal()) || !tellsLoad(window)) {
            return;
        }
        OptionalDouble level = window.demand(demand.signal());
        if (level.isEmpty()) {
            return;
        }
        double finished = window.requests() > 0 ? window.completed() / window.requests() : 1;
        others.computeIfAbsent(demand.signal(), signal -> new CapacityModel())
                .observe(served.inUnitsOf(demand.signal(), level.getAsDouble(), finished));
    }

    private void expectOfLimit(Demand demand, DemandWindow window, OptionalDouble stated) {
        OptionalDouble limit = window.limits().of(demand.signal());
        if (stated.isEmpty() && limit.isPresent()) {
            double each = SHARE_OF_LIMIT * limit.getAsDouble() / window.limits().instances();
            expect(new ExpectedReplica(each, true, OptionalDouble.empty(), Optional.empty()), demand.signal());
        }
    }

    private static boolean needsLearning(Signal signal) {
        return signal == Signal.UNITS || signal == Signal.TOKENS || signal == Signal.CPU || signal == Signal.GPU;
    }

    /** Returns true if a window has latencies, without which nothing tells when a replica is full. */
    static boolean tellsLoad(DemandWindow window) {
        return window.latency().total() > 0 || (window.concurrency().orElse(0) > 0 && window.completed() > 0);
    }

    /** Returns the units per second that one replica serves within the objective; empty while unknown. */
    OptionalDouble perReplica(ScalingPolicy policy, OptionalDouble stated) {
        OptionalDouble full = full(policy.demand().signal(), stated);
        return full.isEmpty() ? full : OptionalDouble.of(full.getAsDouble() * share(policy, stated));
    }

    /** Returns the share of what a replica can serve that it is to serve. */
    private double share(ScalingPolicy policy, OptionalDouble stated) {
        if (bound(policy).isPresent()) {
            return withinLatency.limit();
        }
        boolean learnedUnderLoad =
                stated.isEmpty() && isSeenUnderLoad(policy.demand().signal());
        return learnedUnderLoad && !policy.objective().mayWait() ? CapacityModel.AT_EASE : 1;
    }

    private boolean isSeenUnderLoad(Signal signal) {
        CapacityModel model = signal.countsRequests() || signal == Signal.CONCURRENCY ? learned : others.get(signal);
        return model != null && model.seenUnderLoad();
    }

    /** Returns what one replica serves, requests per second; empty while unknown. */
    OptionalDouble requests() {
        return learned.perReplica();
    }

    /** Returns true if the requests of a window have waited; a few of them do not tell. */
    boolean waits(DemandWindow window, ScalingPolicy policy) {
        boolean behind = window.completed() < BEHIND * window.requests();
        // a latency bound says itself how long requests may take
        return window.completed() >= ENOUGH
                && (behind || bound(policy).isEmpty())
                && learned.waits(ServedWindow.latencyMillis(window), behind);
    }

    /** Returns the maximum units per second that one replica serves, stated or learned. */
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

    /**
     * Little's law (1961): requests in flight = rate × time per request. Any replica works on one at a time, and so has half of one
     * in flight where it is idle for half of the time.
     */
    private OptionalDouble slots() {
        OptionalDouble rate = learned.perReplica();
        OptionalDouble quiet = learned.quietMillis();
        return rate.isPresent() && quiet.isPresent()
                ? OptionalDouble.of(Math.max(ServedWindow.HALF, rate.getAsDouble() * quiet.getAsDouble() / 1000))
                : OptionalDouble.empty();
    }

    /** Returns why the latency bound is not sized for; empty if it is, or if there is none. */
    Optional<String> unreachable(ScalingPolicy policy) {
        return bound(policy).isPresent() ? withinLatency.unreachable() : Optional.empty();
    }

    /** Returns how many times longer requests take than in quiet windows; 1 if unknown, as of a few requests. */
    double slowness(DemandWindow window) {
        OptionalDouble quiet = tellsTime(window) ? learned.quietMillis() : OptionalDouble.empty();
        OptionalDouble now = ServedWindow.latencyMillis(window);
        return quiet.isPresent() && now.isPresent() ? now.getAsDouble() / quiet.getAsDouble() : 1;
    }

    /** Returns true if enough requests have finished in a window to tell how long they take. */
    static boolean tellsTime(DemandWindow window) {
        return window.completed() >= ServedWindow.ENOUGH;
    }

    /** Returns a level of the window beside what tells if the service is overloaded. */
    OverloadedLevel overloaded(double level, double servable, DemandWindow window, boolean waited, double leadSeconds) {
        double seconds = window.seconds();
        return new OverloadedLevel(
                level,
                servable,
                window.requests() / seconds,
                window.completed() / seconds,
                learned.quietMillis().orElse(0) / 1000,
                slowness(window),
                waited,
                2 * Math.max(seconds, leadSeconds));
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
