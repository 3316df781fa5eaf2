package dev.sluice.control.message.decision;

/** What caused a decision. */
public enum Trigger {
    /** A demand window closed. */
    WINDOW,
    /** A running window already exceeds capacity. */
    RUNNING_WINDOW,
    /** A service at zero was called. */
    WAKE,
    /** Time passed without a report. */
    TICK,
    /** A grant of a shared resource has changed. */
    GRANT,
    /** An override or a schedule was set, begins or ends. */
    OVERRIDE;

    /** Returns true if demand is already unserved, so that the command must not wait. */
    public boolean urgent() {
        return this == RUNNING_WINDOW || this == WAKE;
    }
}
