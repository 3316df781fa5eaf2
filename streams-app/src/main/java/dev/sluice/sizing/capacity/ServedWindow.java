package dev.sluice.sizing.capacity;

import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.text.NumberText;
import java.util.OptionalDouble;

/**
 * What the ready replicas of a service did in one window.
 *
 * @param throughput units per second that they finished
 * @param replicas mean number of ready replicas, above zero
 * @param latencyMillis mean time of a request, if known
 * @param overloaded true if work was refused, failed or piled up
 * @param growth what the window told of more replicas
 * @param warmUp true if some of the replicas had just started
 */
public record ServedWindow(
        double throughput,
        double replicas,
        OptionalDouble latencyMillis,
        boolean overloaded,
        GrowthTrial.Finding growth,
        boolean warmUp) {
    private static final double REFUSED = .05;

    public ServedWindow {
        if (!(throughput >= 0) || !(replicas > 0)) {
            throw new IllegalArgumentException("throughput must be at least 0 and replicas above 0, not "
                    + NumberText.exactly(throughput) + ", " + NumberText.exactly(replicas));
        }
    }

    /** The window as reported, in requests. */
    public static ServedWindow of(
            DemandWindow window, double readyReplicas, GrowthTrial.Finding growth, boolean warmUp) {
        double throughput = window.completed() / window.seconds();
        boolean refused = window.errors() > REFUSED * Math.max(1, window.requests());
        boolean overloaded = refused || isPiledUp(window);
        return new ServedWindow(throughput, readyReplicas, latencyMillis(window), overloaded, growth, warmUp);
    }

    /**
     * Returns true if all replicas had work all the time: what they finished had waited since before the window, and as much
     * waits again. Of a consumer group, that must hold for each partition.
     */
    private static boolean isPiledUp(DemandWindow window) {
        double waiting = window.backlog().orElse(0);
        double everywhere = window.lag().map(lag -> lag.everywhere(waiting)).orElse(waiting);
        return everywhere > 0 && everywhere >= Math.max(window.requests(), window.completed());
    }

    /**
     * Returns the mean time of a request, ms; empty if unknown.
     *
     * <p>It follows from Little's law (1961): requests in flight divided by requests finished per second. If requests in
     * flight are not reported, the median of the latencies is used instead. A time of 0 is shorter than what is measured,
     * so it is unknown. Example: a gauge of requests in flight was read when there were none.
     */
    public static OptionalDouble latencyMillis(DemandWindow window) {
        double throughput = window.completed() / window.seconds();
        double inFlight = window.concurrency().orElse(0);
        if (inFlight > 0 && throughput > 0) {
            return OptionalDouble.of(1000 * inFlight / throughput);
        }
        OptionalDouble median = window.latency().quantile(.5);
        return median.orElse(0) > 0 ? median : OptionalDouble.empty();
    }

    /**
     * The same window in units of another signal: for units, the finished units; for usage and concurrency, their
     * level.
     *
     * @param demand units per second, or the level, of the signal
     */
    public ServedWindow inUnitsOf(Signal signal, double demand, double finishedShare) {
        double served = signal == Signal.UNITS ? demand * Math.min(1, finishedShare) : demand;
        return new ServedWindow(served, replicas, latencyMillis, overloaded, growth, warmUp);
    }

    double each() {
        return throughput / replicas;
    }
}
