package dev.sluice.web.model.series;

/**
 * One demand window of a service. What is not known is not-a-number, or a negative count.
 *
 * @param at end of the window, epoch ms
 * @param seen demand, units per second
 * @param capacity what the ready replicas serve, units per second
 * @param forecast demand that was forecast for this window one lead time before it
 * @param lower demand that was expected to be exceeded in half of all windows
 * @param upper demand that was expected not to be exceeded in 95 of 100 windows
 * @param ready ready replicas
 * @param target replicas decided
 */
public record Point(
        long at, float seen, float capacity, float forecast, float lower, float upper, int ready, int target) {
    /** The same with what had been forecast for it. */
    Point forecast(Expected expected) {
        return new Point(at, seen, capacity, expected.point(), expected.lower(), expected.upper(), ready, target);
    }
}
