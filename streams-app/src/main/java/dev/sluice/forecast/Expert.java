package dev.sluice.forecast;

/**
 * A simple forecaster of one window ahead. The mixture weighs all of them by their errors. A new one is a type of its own
 * and a line in {@link Experts}: snapshots written before name other experts, and are learned again.
 */
interface Expert {
    /** Its name, which explanations print and snapshots depend on. */
    String name();

    /** What it expects, units per second. */
    double value(RecentPast past, SeasonsAhead seasons);
}
