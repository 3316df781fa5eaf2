package dev.sluice.control.planning.capacity;

import dev.sluice.control.message.history.PastWindow;
import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.capacity.CapacityModel;
import dev.sluice.sizing.capacity.ExpectedReplica;
import dev.sluice.sizing.capacity.GrowthTrial.Finding;
import dev.sluice.sizing.capacity.LatencyBound;
import dev.sluice.sizing.capacity.LatencyWindow;
import dev.sluice.sizing.capacity.LoadLimit;
import dev.sluice.sizing.capacity.ServedWindow;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the past shows of a replica: what it serves, by the rules of the running loop, and how far it may be loaded within a
 * latency bound.
 */
public final class ReplicaLesson {
    private static final double MILLIS = 1000;

    private final ScalingPolicy policy;
    private final Signal signal;
    private final List<PastWindow> past;

    private ReplicaLesson(ScalingPolicy policy, List<PastWindow> past) {
        this.policy = policy;
        this.signal = policy.demand().signal();
        this.past = past;
    }

    /** Returns what windows in order of time show; empty if they do not tell what a replica serves. */
    public static Optional<ExpectedReplica> of(List<PastWindow> past, ScalingPolicy policy) {
        return new ReplicaLesson(policy, past).learned();
    }

    private Optional<ExpectedReplica> learned() {
        CapacityModel model = model();
        OptionalDouble stated = policy.demand().perReplica();
        OptionalDouble served = stated.isPresent() ? stated : model.perReplica();
        if (served.isEmpty()) {
            return Optional.empty();
        }
        boolean full = stated.isPresent() || model.seenUnderLoad();
        double perReplica = full ? served.getAsDouble() : served.getAsDouble() / CapacityModel.PROBE;
        double unit = stated.isEmpty() && signal == Signal.CONCURRENCY
                ? served.getAsDouble() * model.quietMillis().orElse(0) / MILLIS
                : served.getAsDouble();
        Optional<ExpectedReplica.Limit> limit =
                policy.objective().latencyBound().filter(bound -> unit > 0).flatMap(bound -> limit(bound, unit));
        return Optional.of(new ExpectedReplica(perReplica, full, model.quietMillis(), limit));
    }

    private CapacityModel model() {
        CapacityModel model = new CapacityModel();
        double before = Double.MAX_VALUE;
        for (PastWindow one : past) {
            if (ReplicaCapacity.isConsistent(one.window())) {
                served(one, one.replicas() > before).ifPresent(model::observe);
            }
            before = one.replicas();
        }
        return model;
    }

    /** What was served in units of the signal; empty if the window does not tell. */
    private Optional<ServedWindow> served(PastWindow one, boolean warmUp) {
        DemandWindow window = one.window();
        ServedWindow served = ServedWindow.of(window, one.replicas(), Finding.QUIET, warmUp);
        if (signal.countsRequests() || signal == Signal.CONCURRENCY) {
            return Optional.of(served);
        }
        double finished = window.requests() > 0 ? window.completed() / window.requests() : 1;
        OptionalDouble level = window.demand(signal);
        return level.isPresent() && ReplicaCapacity.tellsLoad(window)
                ? Optional.of(served.inUnitsOf(signal, level.getAsDouble(), finished))
                : Optional.empty();
    }

    private Optional<ExpectedReplica.Limit> limit(LatencyBound bound, double perReplica) {
        LoadLimit limit = new LoadLimit(bound);
        for (PastWindow one : past) {
            DemandWindow window = one.window();
            double load = window.demand(signal).orElse(0) / one.replicas() / perReplica;
            limit.add(new LatencyWindow(
                    window.to().toEpochMilli(), load, window.requests(), window.completed(), window.latency()));
        }
        OptionalDouble load = limit.load();
        return load.isPresent() ? Optional.of(new ExpectedReplica.Limit(bound, load.getAsDouble())) : Optional.empty();
    }
}
