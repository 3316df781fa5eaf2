package dev.sluice.simulator.plant;

/**
 * What runs at one moment.
 *
 * @param ordered replicas that were asked for last
 * @param ready replicas that serve; more only come, never go, until {@code ordered} are ready
 */
public record Fleet(int ordered, int ready) {
    /** Replicas that are ordered and not yet ready. */
    public int starting() {
        return Math.max(0, ordered - ready);
    }
}
