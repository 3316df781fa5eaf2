package dev.sluice.sizing;

import dev.sluice.forecast.DemandWindow;
import dev.sluice.forecast.Signal;
import java.util.OptionalDouble;

/**
 * What the ready replicas of a service did in one window.
 *
 * @param throughput units per second that they finished
 * @param replicas mean number of ready replicas, above zero
 * @param latencyMillis mean time of a request, where known
 * @param overloaded whether work was refused, failed or piled up
 * @param warmUp whether replicas that had just started are among them
 */
public record ServedWindow(
        double throughput, double replicas, OptionalDouble latencyMillis, boolean overloaded, boolean warmUp) {
    private static final double REFUSED = .05;

    public ServedWindow {
        if (!(throughput >= 0) || !(replicas > 0)) {
            throw new IllegalArgumentException(
                    "throughput must be at least 0 and replicas above 0, not " + throughput + ", " + replicas);
        }
    }

    /**
     * The window as reported, in requests.
     *
     * <p>Mean time by Little's law (1961): requests in flight over requests finished per second; without a report of those
     * in flight, the median of the latencies stands in.
     */
    public static ServedWindow of(DemandWindow window, double readyReplicas, boolean warmUp) {
        double throughput = window.completed() / window.seconds();
        OptionalDouble latency = window.latency().quantile(.5);
        if (window.concurrency().isPresent() && throughput > 0) {
            latency = OptionalDouble.of(1000 * window.concurrency().getAsDouble() / throughput);
        }
        boolean refused = window.errors() > REFUSED * Math.max(1, window.requests());
        return new ServedWindow(throughput, readyReplicas, latency, refused, warmUp);
    }

    /**
     * The same in units of another signal: of units, what was finished; of usage and concurrency, their level.
     *
     * @param demand units per second, or the level, of the signal
     */
    public ServedWindow inUnitsOf(Signal signal, double demand, double finishedShare) {
        double served = signal == Signal.UNITS ? demand * Math.min(1, finishedShare) : demand;
        return new ServedWindow(served, replicas, latencyMillis, overloaded, warmUp);
    }

    double each() {
        return throughput / replicas;
    }
}
