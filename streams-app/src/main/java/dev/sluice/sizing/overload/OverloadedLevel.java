package dev.sluice.sizing.overload;

/**
 * The demand behind a level that was measured while requests had to wait. Usage shows what was worked on then, and requests
 * in flight include all that wait: neither is what arrived.
 *
 * <p>Requests wait if they take {@value #SLOW} times as long as in quiet windows. Then what is served of the level is taken
 * for the work of the requests that finished:
 *
 * <p>{@code demand = served * (arrived / finished + wait / drain)}
 *
 * <p>The second term counts once no more arrive than finish: it works off what waits within the time to drain. Of requests
 * in flight, those up to what the ready replicas serve are served. They are at least {@code arrived * quiet time} (Little's
 * law, 1961).
 *
 * <p><b>Examples.</b> Ten replicas use all of their ten cores, 700 requests per second arrive and 200 finish: the demand is
 * 35 cores. Ten replicas that serve 3 requests each have 6,000 in flight, 700 per second arrive and 150 finish: the demand is
 * 140 in flight, and not 6,000.
 *
 * @param level the measured level
 * @param servable the level that the ready replicas serve
 * @param arrived requests that arrived per second
 * @param finished requests that finished per second
 * @param quietSeconds time of a request in quiet windows; 0 if unknown
 * @param slowness how many times longer requests take now; 1 if unknown
 * @param waited true if requests waited before: the window in which the last of them finish is not quiet
 * @param drainSeconds time in which what waits is to be finished
 */
public record OverloadedLevel(
        double level,
        double servable,
        double arrived,
        double finished,
        double quietSeconds,
        double slowness,
        boolean waited,
        double drainSeconds) {
    static final double SLOW = 1.5;
    private static final double STILL_SLOW = 1.1;

    /** A level counts as so many times what is served at most, and at least: reporters may count in different ways. */
    static final double MOST = 12;

    static final double LEAST = .5;

    private boolean isMisleading() {
        return slowness >= (waited ? STILL_SLOW : SLOW) && finished > 0 && arrived > 0;
    }

    /** How many times what finished is to be served. */
    private double times() {
        double wait = arrived > finished ? 0 : quietSeconds * (slowness - 1);
        return Math.max(LEAST, Math.min(MOST, arrived / finished + wait / drainSeconds));
    }

    /** Returns the requests in flight if none waited: those that arrive, each for its quiet time; the level if it is less. */
    public double quietInFlight() {
        return quietSeconds > 0 ? Math.min(level, arrived * quietSeconds) : level;
    }

    /** Returns the demand if the level is a usage. */
    public double usage() {
        return isMisleading() ? level * times() : level;
    }

    /**
     * Returns the demand if the level is the number of requests in flight.
     *
     * @param byArrivals true if those that arrive tell the demand, by Little's law: what a replica serves was learned in the
     *     same way, so time spent waiting must not count in one of them only
     */
    public double inFlight(boolean byArrivals) {
        double quiet = arrived * quietSeconds;
        if (!isMisleading()) {
            return byArrivals && quiet > 0 ? quiet : level;
        }
        double served = Math.min(level, servable);
        return Math.min(level, Math.max(served * times(), quiet));
    }
}
