package dev.sluice.cli.learn;

import dev.sluice.simulator.history.KnownDemand;
import dev.sluice.simulator.history.MeasuredStep;
import java.util.List;

/**
 * What a source knows of the past.
 *
 * @param demand in windows
 * @param steps what replicas did, in order of time; empty if the source only tells demand
 * @param source where it was read, for people
 * @param unknown what the source does not tell, each in one sentence
 */
record Past(KnownDemand demand, List<MeasuredStep> steps, String source, List<String> unknown) {
    Past {
        steps = List.copyOf(steps);
        unknown = List.copyOf(unknown);
    }
}
