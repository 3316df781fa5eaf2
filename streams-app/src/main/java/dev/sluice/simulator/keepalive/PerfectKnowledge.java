package dev.sluice.simulator.keepalive;

/** Knows every call and loads just for it: only a function's first call is cold, and nothing idles but while loading. */
public final class PerfectKnowledge implements KeepAlivePolicy {
    private final CallTrace trace;
    private final int lead;

    /** The future of this trace, where loading takes {@code lead} minutes. */
    public PerfectKnowledge(CallTrace trace, int lead) {
        this.trace = trace;
        this.lead = lead;
    }

    @Override
    public boolean loads(int f, int t, boolean held) {
        int due = t + lead;
        for (int at = held ? t : due; at <= due && at < trace.minutes(); at++) {
            if (trace.called(f, at)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void ended(Minute minute) {
        // what happened was known before
    }
}
