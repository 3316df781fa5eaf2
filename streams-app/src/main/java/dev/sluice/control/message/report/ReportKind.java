package dev.sluice.control.message.report;

import dev.sluice.demand.Signal;

/** The two kinds of reports that fill windows. Each has a topic and reporters of its own. */
public enum ReportKind {
    /** What instances were asked to do. */
    REQUESTS,
    /** What instances used. */
    USAGE;

    private static final ReportKind[] ALL = values();

    /** Returns both kinds, without a copy. */
    public static ReportKind[] all() {
        return ALL;
    }

    /** Returns the index of this kind in arrays with one element per kind. */
    public int slot() {
        return this == REQUESTS ? 0 : 1;
    }

    /**
     * Returns the clock that dates an instance's reports of this kind: its usage may be measured elsewhere, by another
     * clock than its requests.
     */
    public int clockOf(int reporter) {
        return this == REQUESTS ? reporter : ~reporter;
    }

    /** Returns the kind of report that measures a signal. */
    public static ReportKind of(Signal signal) {
        return signal == Signal.CPU || signal == Signal.GPU ? USAGE : REQUESTS;
    }
}
