package dev.sluice.state;

/** The parts that the state of a service is kept in, by how often they change. */
public enum StatePart {
    /** Sums of the open windows: changes with every report. */
    OPEN_WINDOWS,
    /** Sizes, histories, what was learned and the windows since the last model: changes with every window. */
    LEDGER,
    /** What demand has taught: large, a snapshot every few minutes. */
    MODEL,
    /** Replica-time and money: changes with acknowledgements. */
    COSTS,
    /** When a service that may sleep was called: changes with active minutes. */
    CALLS,
    /** What replicas use: a snapshot every few minutes. */
    USAGE,
    /** What was set by hand or by the calendar: changes with an override. */
    AGENDA
}
