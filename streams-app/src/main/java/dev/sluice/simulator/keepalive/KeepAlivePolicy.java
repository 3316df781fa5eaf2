package dev.sluice.simulator.keepalive;

import java.util.BitSet;

/** A way to decide, minute by minute, which functions are loaded. */
public interface KeepAlivePolicy {
    /**
     * Whether function {@code f} is to be loaded in minute {@code t}, asked before anything of that minute is known.
     *
     * @param held whether it was loaded in the minute before
     */
    boolean loads(int f, int t, boolean held);

    /** Shows what happened in a minute, when it is over. */
    void ended(Minute minute);

    /**
     * One minute, over all functions.
     *
     * @param t minutes since the trace began
     * @param called who was called
     * @param ready who was ready for a call when it began
     * @param held who was loading or loaded when it began
     */
    record Minute(int t, BitSet called, BitSet ready, BitSet held) {}
}
