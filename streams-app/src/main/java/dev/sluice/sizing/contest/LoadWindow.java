package dev.sluice.sizing.contest;

import dev.sluice.text.NumberText;

/**
 * One closed window as a sizing contest sees it.
 *
 * @param demand units per second
 * @param capacity units per second that one replica serves
 * @param windowSeconds length of the window
 * @param leadSeconds seconds from an order to a ready replica
 * @param outlook what the forecasts expect
 */
public record LoadWindow(double demand, double capacity, double windowSeconds, double leadSeconds, Outlook outlook) {
    public LoadWindow {
        if (!(demand >= 0) || Double.isInfinite(demand)) {
            throw new IllegalArgumentException("demand must be at least 0, not " + NumberText.exactly(demand));
        }
        if (!(capacity > 0) || !(windowSeconds > 0) || !(leadSeconds >= 0)) {
            throw new IllegalArgumentException(
                    "capacity and window must be above 0 and lead at least 0, not " + NumberText.exactly(capacity)
                            + ", " + NumberText.exactly(windowSeconds) + ", " + NumberText.exactly(leadSeconds));
        }
    }

    /** Longest lead time, in windows. */
    private static final int LONGEST = 1 << 20;

    /** The lead time in windows, including fractions. */
    double leadWindows() {
        return Math.min(LONGEST, leadSeconds / windowSeconds);
    }

    /** Windows from the first one of a jump until replicas that follow its demand are ready. */
    double windowsToFollow() {
        return leadWindows() + Levels.reactiveWindows(windowSeconds);
    }

    /** The demand in replicas, limited to what the maximum replica count could serve. */
    double servable(int most) {
        return Math.min(demand / capacity, most);
    }
}
