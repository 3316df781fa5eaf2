package dev.sluice.topology.timing;

/**
 * Time that was seen to pass, ms since it was first asked. A clock that jumps, or a gap in a recording, counts as one step
 * at most, and one that is set back as nothing: what is given up after an hour is so only after an hour in which others
 * were heard of.
 */
public final class ElapsedTime {
    private final long longestStep;
    private long elapsed;
    private long newest = Long.MIN_VALUE;

    public ElapsedTime(long longestStep) {
        this.longestStep = longestStep;
    }

    /** What has passed by {@code now} (ms, of any clock). */
    public long at(long now) {
        if (newest != Long.MIN_VALUE && now > newest) {
            elapsed += Math.min(now - newest, longestStep);
        }
        newest = now;
        return elapsed;
    }
}
