package dev.sluice.cli.learn;

import dev.sluice.simulator.history.KnownDemand;
import java.util.List;

/**
 * The demand that a source knows.
 *
 * @param demand in windows
 * @param source where it was read, for people
 * @param unknown what the source does not tell, each in one sentence
 */
record Past(KnownDemand demand, String source, List<String> unknown) {
    Past {
        unknown = List.copyOf(unknown);
    }
}
