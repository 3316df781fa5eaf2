package dev.sluice.control.message;

import dev.sluice.forecast.Signal;

/** The two kinds of reports that fill windows. Each has a topic and reporters of its own. */
public enum ReportKind {
    /** What instances were asked to do. */
    REQUESTS,
    /** What they used. */
    USAGE;

    private static final ReportKind[] ALL = values();

    /** Both, without a copy. */
    public static ReportKind[] all() {
        return ALL;
    }

    /** Place of this kind in arrays that hold something for each kind. */
    public int slot() {
        return this == REQUESTS ? 0 : 1;
    }

    /** The kind that a signal is measured by. */
    public static ReportKind of(Signal signal) {
        return signal == Signal.CPU || signal == Signal.GPU ? USAGE : REQUESTS;
    }
}
