package dev.sluice.simulator.keepalive;

import java.util.Arrays;

/** Holds every function for the same number of minutes after its last call. */
public final class FixedKeepAlive implements KeepAlivePolicy {
    private final int minutes;
    private final int[] last;

    /** A keep-alive of so many minutes. */
    public FixedKeepAlive(int functions, int minutes) {
        this.minutes = minutes;
        last = new int[functions];
        Arrays.fill(last, Integer.MIN_VALUE);
    }

    @Override
    public boolean loads(int f, int t, boolean held) {
        return (long) t - last[f] <= minutes;
    }

    @Override
    public void ended(Minute minute) {
        for (int f = 0; f < last.length; f++) {
            if (minute.called().get(f)) {
                last[f] = minute.t();
            }
        }
    }
}
