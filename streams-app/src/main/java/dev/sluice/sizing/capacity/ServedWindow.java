package dev.sluice.sizing.capacity;

import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.Signal;
import dev.sluice.sizing.capacity.GrowthTrial.Finding;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What the ready replicas of a service did in one window.
 *
 * @param throughput units per second that they finished
 * @param replicas mean number of ready replicas, above zero
 * @param latencyMillis mean time of a request, if known
 * @param inFlight mean number of requests in flight; 0 if unknown
 * @param requests requests that finished (a count)
 * @param overloaded true if work was refused, failed or piled up
 * @param growth what the window told of more replicas
 * @param warmUp true if some of the replicas had just started
 */
public record ServedWindow(
        double throughput,
        double replicas,
        OptionalDouble latencyMillis,
        double inFlight,
        double requests,
        boolean overloaded,
        Finding growth,
        boolean warmUp) {
    /** So many requests tell how long they take: the time of a few differs too much from one to the next. */
    public static final int ENOUGH = 20;

    private static final double REFUSED = .05;
    /** Requests in flight, on average, of a replica that is idle for half of the time. */
    public static final double HALF = .5;

    public ServedWindow {
        if (!(throughput >= 0) || !(replicas > 0)) {
            throw new IllegalArgumentException("throughput must be at least 0 and replicas above 0, not "
                    + NumberText.exactly(throughput) + ", " + NumberText.exactly(replicas));
        }
    }

    /** The window as reported, in requests. */
    public static ServedWindow of(DemandWindow window, double readyReplicas, Finding growth, boolean warmUp) {
        double throughput = window.completed() / window.seconds();
        boolean refused = window.errors() > REFUSED * Math.max(1, window.requests());
        OptionalDouble latency = latencyMillis(window);
        boolean piledUp = isPiledUp(window);
        double counted = window.concurrency().orElse(0);
        double inFlight = counted > 0 ? counted : throughput * latency.orElse(0) / 1000;
        return new ServedWindow(
                throughput,
                readyReplicas,
                latency,
                // who had work all the time had one request in flight at least, also where none finished
                piledUp ? Math.max(inFlight, readyReplicas) : inFlight,
                window.completed(),
                refused || piledUp,
                growth,
                warmUp);
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
        return new ServedWindow(served, replicas, latencyMillis, inFlight, requests, overloaded, growth, warmUp);
    }

    /** Returns true if nothing was done, and nothing was in flight. */
    boolean isEmpty() {
        return throughput == 0 && inFlight == 0;
    }

    double each() {
        return throughput / replicas;
    }

    /** Returns true if replicas had no request at all for at least half of the time. */
    boolean isIdle() {
        return inFlight > 0 && inFlight < HALF * replicas;
    }

    /**
     * Returns what a replica serves at least that is busy for half of the time, with one request after another: any replica
     * serves one at a time. 0 if unknown.
     */
    double oneByOne() {
        return inFlight > 0 ? HALF * throughput / inFlight : 0;
    }

    /**
     * Puts windows of few requests together until they tell something. The time of one request says little, and where requests
     * take longer than a window, those that finish in it are not those that are in flight.
     *
     * <p>Example: requests take 30 s, and one arrives every 20 s. In windows of ten seconds 0, 1 or 2 finish, with 0 to 4 in
     * flight. Forty windows have 20 requests and 1.5 in flight on average: each took 30 s.
     */
    static final class Few {
        private int windows;
        private double throughput;
        private double replicas;
        private double inFlight;
        private double requests;
        private double millis;

        /** Adds a window; returns it if its requests are {@code enough}, or all so far if theirs are. */
        Optional<ServedWindow> add(ServedWindow window, int enough) {
            if (windows == 0 && window.requests() >= enough) {
                return Optional.of(window);
            }
            windows++;
            throughput += window.throughput();
            replicas += window.replicas();
            inFlight += window.inFlight();
            requests += window.requests();
            millis += window.requests() * window.latencyMillis().orElse(0);
            return requests < enough ? Optional.empty() : Optional.of(takeAll(window));
        }

        private ServedWindow takeAll(ServedWindow last) {
            OptionalDouble latency = millis > 0 ? OptionalDouble.of(millis / requests) : OptionalDouble.empty();
            ServedWindow all = new ServedWindow(
                    throughput / windows,
                    replicas / windows,
                    latency,
                    inFlight / windows,
                    requests,
                    last.overloaded(),
                    last.growth(),
                    false);
            clear();
            return all;
        }

        private void clear() {
            windows = 0;
            throughput = 0;
            replicas = 0;
            inFlight = 0;
            requests = 0;
            millis = 0;
        }

        void write(DataOutput out) throws IOException {
            out.writeInt(windows);
            if (windows > 0) {
                for (double sum : new double[] {throughput, replicas, inFlight, requests, millis}) {
                    out.writeDouble(sum);
                }
            }
        }

        void read(DataInput in) throws IOException {
            windows = in.readInt();
            if (windows > 0) {
                throughput = in.readDouble();
                replicas = in.readDouble();
                inFlight = in.readDouble();
                requests = in.readDouble();
                millis = in.readDouble();
            }
        }
    }
}
