package dev.sluice.forecast.expert;

import dev.sluice.forecast.history.RecentPast;
import dev.sluice.forecast.history.SeasonsAhead;

/**
 * A simple forecaster of one window ahead. The mixture weighs all experts by their errors. To add an expert, add a
 * type and a line in {@link Experts}. Older snapshots then name other experts, so they are dropped and learned again.
 */
public interface Expert {
    /** The name. Explanations print it and snapshots depend on it. */
    String name();

    /** The expected demand, units per second. */
    double value(RecentPast past, SeasonsAhead seasons);
}
