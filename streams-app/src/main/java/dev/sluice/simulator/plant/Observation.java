package dev.sluice.simulator.plant;

import dev.sluice.demand.DemandWindow;
import dev.sluice.demand.LatencyHistogram;
import java.time.Instant;
import java.util.OptionalDouble;

/**
 * What a running service reports about one closed window.
 *
 * @param from start, ms, inclusive
 * @param to end, ms, exclusive
 * @param arrived units of demand that arrived
 * @param served units that were finished
 * @param failed units that were refused because the queue was full
 * @param waiting units in the queue at the end
 * @param concurrency mean units in flight, in service or in the queue
 * @param utilization mean share of the ready capacity that was in use, from 0 to 1
 * @param ready replicas that served at the end
 * @param timing what the latencies follow from
 */
public record Observation(
        long from,
        long to,
        double arrived,
        double served,
        double failed,
        double waiting,
        double concurrency,
        double utilization,
        int ready,
        Timing timing) {

    /** Length in seconds. */
    public double seconds() {
        return (to - from) / 1000.0;
    }

    /** Units per second that arrived. */
    public double rate() {
        return arrived / seconds();
    }

    /** Latencies of the units that were served, computed when asked for. */
    public LatencyHistogram latency() {
        return timing.histogram(Math.round(served));
    }

    /** The same window in the words of the control loop: units are requests, with all that a reporter measures. */
    public DemandWindow window() {
        return new DemandWindow(
                Instant.ofEpochMilli(from),
                Instant.ofEpochMilli(to),
                arrived,
                failed,
                served,
                OptionalDouble.of(concurrency),
                OptionalDouble.of(waiting),
                OptionalDouble.of(arrived),
                OptionalDouble.of(utilization * ready),
                OptionalDouble.empty(),
                latency(),
                ready);
    }
}
