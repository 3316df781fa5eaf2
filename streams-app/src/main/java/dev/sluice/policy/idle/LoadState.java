package dev.sluice.policy.idle;

/** Where a service that may run at zero stands. */
public enum LoadState {
    /** Nothing is loaded and nobody waits. */
    GONE,
    /** Nothing is loaded and a call waits. */
    WAITING,
    /** Ordered, not yet useful; a model may take minutes for it. */
    LOADING,
    /** Loaded, with a call in the minute that ended or still in flight. */
    BUSY,
    /** Loaded, without a call. */
    IDLE
}
