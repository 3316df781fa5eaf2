package dev.sluice.simulator;

import dev.sluice.simulator.plant.Fleet;
import dev.sluice.simulator.plant.Observation;
import java.util.OptionalInt;

/**
 * An autoscaler under test: it sees closed windows and its own fleet, and says how many replicas to run.
 *
 * <p>Times are milliseconds since the epoch (or the trace's origin). One instance lives through one run.
 */
public interface Scaler {
    /** Milliseconds between two decisions; zero: one decision each time a window closes. */
    default long syncMillis() {
        return 0;
    }

    /**
     * Milliseconds that a report is about, in a step of the trace of {@code stepMillis}: a whole number of reports make a
     * step, over which demand is spread evenly.
     */
    default long reportMillis(long stepMillis) {
        return stepMillis;
    }

    /**
     * Replicas that are ready when the trace begins.
     *
     * @param needed replicas that carry the first step
     */
    default int start(int needed) {
        return needed;
    }

    /** Takes in a report that has just ended; reports come in order and without a gap. */
    void observe(Observation window);

    /**
     * The replicas to run from now on; empty: as before.
     *
     * <p>Called at each sync, after every window that closed by then was observed.
     */
    OptionalInt decide(long now, Fleet fleet);
}
