package dev.sluice.policy.idle;

/** The state of a service that may run at zero. */
public enum LoadState {
    /** Nothing is loaded and no call waits. */
    GONE,
    /** Nothing is loaded and a call waits. */
    WAITING,
    /** Ordered, not yet ready; loading a model may take minutes. */
    LOADING,
    /** Loaded, with a call in the minute that ended or still in flight. */
    BUSY,
    /** Loaded, without a call. */
    IDLE
}
