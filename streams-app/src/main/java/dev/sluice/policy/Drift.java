package dev.sluice.policy;

/** What is done when somebody else changes the replica count of a service on its platform. */
public enum Drift {
    /** The count of the newest command is ordered again, with growing pauses if it is changed again. */
    CORRECT,
    /** The other count is held for an hour, as if it had been set by an override. */
    RESPECT
}
