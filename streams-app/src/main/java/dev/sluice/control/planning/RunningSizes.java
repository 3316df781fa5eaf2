package dev.sluice.control.planning;

import dev.sluice.control.planning.demand.LearnedDemand;
import dev.sluice.control.window.PartialWindow;
import dev.sluice.demand.Signal;
import dev.sluice.policy.ScalingPolicy;
import dev.sluice.sizing.PlausibleDemand;
import dev.sluice.sizing.PlausibleDemand.Verdict;
import dev.sluice.sizing.ReplicaCount;
import dev.sluice.sizing.RunningWindow;
import java.time.Instant;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/**
 * The replica count that the running window needs at once. Only the sum of a rate tells it, and only above the normal
 * range: the sizing contest already provides for usual demand, noise included.
 *
 * <p>Example: 10 replicas serve 10 per second each in windows of 10 s, and 1,500 requests came in the first 5 s. That
 * is 300 per second, so 30 replicas are needed.
 */
final class RunningSizes {
    private final PlausibleSignals plausible;
    private final LearnedDemand learned;

    RunningSizes(PlausibleSignals plausible, LearnedDemand learned) {
        this.plausible = plausible;
        this.learned = learned;
    }

    /** Returns the replica count; empty if {@code replicas} serve the window, or if nothing tells. */
    OptionalInt atOnce(PartialWindow running, int replicas, OptionalDouble perReplica, ScalingPolicy policy) {
        boolean normal = replicas > 0
                && running.window().soFar()
                        <= learned.usual() * running.window().windowSeconds();
        RunningWindow window = window(running, policy);
        Signal signal = policy.demand().signal();
        if (normal || !signal.isRate() || perReplica.isEmpty()) {
            return OptionalInt.empty();
        }
        return window.sizeAtOnce(perReplica.getAsDouble(), replicas).isPresent()
                ? OptionalInt.of(ReplicaCount.carrying(
                        plausibleRate(window, running.until(), signal, PlausibleSignals.servable(perReplica, policy)),
                        perReplica.getAsDouble()))
                : OptionalInt.empty();
    }

    /** Returns the replicas that the running window needs if {@code wanted} would not serve it; otherwise 0. */
    int neededBy(PartialWindow running, int wanted, OptionalDouble perReplica, ScalingPolicy policy) {
        if (running.window().soFar() == 0) {
            return 0;
        }
        int awake = wanted == 0 ? 1 : 0;
        return Math.max(awake, atOnce(running, wanted, perReplica, policy).orElse(0));
    }

    private static RunningWindow window(PartialWindow running, ScalingPolicy policy) {
        RunningWindow window = running.window();
        OptionalDouble within =
                policy.objective().secondsToFinish(Instant.ofEpochMilli(running.until()), window.windowSeconds());
        return within.isPresent() ? window.waiting(within.getAsDouble()) : window;
    }

    /** Returns the rate of a running window, cut to what is plausible for the service. */
    private double plausibleRate(RunningWindow window, long until, Signal signal, PlausibleDemand.Service service) {
        PlausibleDemand seen = plausible.of(signal);
        Verdict verdict = seen.judge(window.rate(), until, service);
        // an implausible extrapolation does not make the observed part implausible
        return verdict.suspect()
                ? seen.judge(window.certainRate(), until, service).counted()
                : verdict.counted();
    }
}
