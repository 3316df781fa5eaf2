package dev.sluice.policy;

/** Whether decisions become commands. */
public enum Mode {
    ACT,
    /** Decide and explain, but command nothing. */
    ADVISE
}
