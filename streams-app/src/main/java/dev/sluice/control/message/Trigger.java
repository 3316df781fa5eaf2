package dev.sluice.control.message;

/** What made Sluice decide. */
public enum Trigger {
    /** A demand window closed. */
    WINDOW,
    /** A running window already exceeds capacity. */
    RUNNING_WINDOW,
    /** A service at zero was asked for something. */
    WAKE,
    /** Time passed without a report. */
    TICK,
    /** What the service may take of something that services share has changed. */
    GRANT,
    /** Somebody set something by hand, or what was set begins or ends. */
    OVERRIDE;

    /** Whether demand is already going unserved, so that nobody may wait for the command a moment longer. */
    public boolean urgent() {
        return this == RUNNING_WINDOW || this == WAKE;
    }
}
