package dev.sluice.state;

/**
 * The parts that the state of a service is kept in, by how often they change, each with the version that is written and the oldest one that is read. A change of what a part writes raises its version (docs/architecture.md says how).
 */
public enum StatePart {
    /** Sums of the open windows: changes with every report. */
    OPEN_WINDOWS(5, 1),
    /** Sizes, histories, what was learned and the windows since the last model: changes with every window. */
    LEDGER(6, 2),
    /** What demand has taught: large, a snapshot every few minutes. */
    MODEL(3, 2),
    /** Replica-time and money: changes with acknowledgements. */
    COSTS(1, 1),
    /** When a service that may sleep was called: changes with active minutes. */
    CALLS(1, 1),
    /** What replicas use: a snapshot every few minutes. */
    USAGE(1, 1),
    /** What was set by hand or by the calendar: changes with an override. */
    AGENDA(1, 1),
    /** The newest commands once more: what can never be learned again is not lost with the ledger. */
    COMMANDS(1, 1),
    /** How decisions have done or would have done: changes with every window. */
    VERDICT(1, 1),
    /** A history that waits to be taken in: rarely there. */
    HISTORY(2, 1),
    /** What sizes a service that serves a large model: changes with every window. */
    TOKENS(6, 2);

    private final int version;
    private final int oldest;

    StatePart(int version, int oldest) {
        this.version = version;
        this.oldest = oldest;
    }

    /** The version that is written, from 1. */
    public int version() {
        return version;
    }

    /** Whether what was written in a version can still be read. */
    public boolean reads(int written) {
        return oldest <= written && written <= version;
    }
}
