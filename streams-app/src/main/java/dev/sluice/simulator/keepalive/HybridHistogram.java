package dev.sluice.simulator.keepalive;

import java.util.Arrays;
import java.util.stream.Stream;

/** The hybrid histogram policy on the grid of minutes: unload after a run, load again at the pre-warm, hold to the end. */
public final class HybridHistogram implements KeepAlivePolicy {
    private static final int NEVER = -1;

    private final IdleHistogram[] histograms;
    private final IdleHistogram.Window[] windows;
    private final int[] last;
    private final int fewest;

    /**
     * Histograms for so many functions.
     *
     * @param fewest idle times below which a histogram is not trusted; at least 1, where a single one already is
     */
    public HybridHistogram(int functions, int fewest) {
        this.fewest = fewest;
        histograms = Stream.generate(IdleHistogram::new).limit(functions).toArray(IdleHistogram[]::new);
        windows = Arrays.stream(histograms).map(h -> h.window(fewest)).toArray(IdleHistogram.Window[]::new);
        last = new int[functions];
        Arrays.fill(last, NEVER);
    }

    @Override
    public boolean loads(int f, int t, boolean held) {
        // the minute after an active one begins after no idle time
        int idle = t - last[f] - 1;
        return idle >= Math.floor(windows[f].prewarm()) && idle < windows[f].end();
    }

    @Override
    public void ended(Minute minute) {
        for (int f = 0; f < last.length; f++) {
            if (minute.called().get(f)) {
                ran(f, minute.t());
            }
        }
    }

    private void ran(int f, int t) {
        if (last[f] != NEVER) {
            histograms[f].add(t - last[f] - 1);
            windows[f] = histograms[f].window(fewest);
        }
        last[f] = t;
    }
}
