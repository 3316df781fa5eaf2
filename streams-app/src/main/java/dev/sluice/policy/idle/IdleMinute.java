package dev.sluice.policy.idle;

import dev.sluice.policy.idle.calls.IdleHistory;

/**
 * What one minute cost, over the services that share a price.
 *
 * @param idle services that were held, loading or loaded, without a call
 * @param fixed services that the fixed keep-alive would have held without a call
 * @param services services that had been called before
 */
public record IdleMinute(int idle, int fixed, int services) {
    /** Nothing yet. */
    public static final IdleMinute NONE = new IdleMinute(0, 0, 0);

    public IdleMinute {
        if (idle < 0 || fixed < 0 || services < 0) {
            throw new IllegalArgumentException("services are counted from 0");
        }
    }

    /**
     * With one service more.
     *
     * @param history the service's calls before this minute
     */
    public IdleMinute plus(IdleHistory history, long minute, boolean called, boolean held) {
        if (!history.seen()) {
            return this;
        }
        boolean fixedHolds = !called && history.age(minute) <= IdlePrice.FIXED_MINUTES;
        return new IdleMinute(idle + (held && !called ? 1 : 0), fixed + (fixedHolds ? 1 : 0), services + 1);
    }
}
