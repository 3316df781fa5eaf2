package dev.sluice.simulator.llm;

/**
 * When a request was served in time.
 *
 * @param firstToken seconds from its arrival to its first token
 * @param slack or this many times what its prompt takes on an idle replica, if that is longer; 0: never
 * @param interToken mean seconds between its tokens
 */
public record TokenLimits(double firstToken, double slack, double interToken) {
    public TokenLimits {
        if (!(firstToken > 0) || !(interToken > 0) || !(slack >= 0) || !Double.isFinite(slack)) {
            throw new IllegalArgumentException("limits must be above 0 and the slack not below, they are " + firstToken
                    + " s, " + interToken + " s and " + slack);
        }
    }

    /** The limit of a first token that takes {@code idle} seconds on an idle replica, s. */
    public double firstToken(double idle) {
        return Math.max(firstToken, slack * idle);
    }
}
