package dev.sluice.control.verdict;

import dev.sluice.forecast.Forecast;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.OptionalDouble;

/**
 * Counts how many windows stayed within the {@value #LEVEL} quantile that was forecast for them. A good forecaster
 * reaches {@value #LEVEL}; much less means that demand surprises it.
 *
 * <p>At most {@value #MOST} forecasts are pending, so over a long lead time only every second or third window is checked.
 */
final class BandCheck {
    static final double LEVEL = .95;
    private static final int MOST = 32;

    // the quantiles that were forecast for the windows that end at these times (ms), oldest first from the head on
    private final long[] ends = new long[MOST];
    private final double[] quantiles = new double[MOST];
    private int head;
    private int pending;
    private long checked;
    private long within;

    /** Keeps a forecast until its window has closed. */
    void forecast(Forecast forecast, Duration window) {
        long windowMs = window.toMillis();
        long end = forecast.origin().toEpochMilli() + forecast.horizonSteps() * windowMs;
        long apart = windowMs * ((forecast.horizonSteps() + MOST - 1) / MOST);
        boolean due = pending == 0 || end - ends[slot(pending - 1)] >= apart;
        if (due && pending < MOST) {
            add(end, forecast.quantile(LEVEL));
        }
    }

    private void add(long end, double quantile) {
        int slot = slot(pending++);
        ends[slot] = end;
        quantiles[slot] = quantile;
    }

    private int slot(int index) {
        return (head + index) % MOST;
    }

    /** Checks the window that ended at {@code end} (ms). Forecasts for windows that never closed are dropped. */
    void closed(long end, double demand) {
        while (pending > 0 && ends[head] <= end) {
            if (ends[head] == end) {
                checked++;
                within += demand <= quantiles[head] ? 1 : 0;
            }
            head = slot(1);
            pending--;
        }
    }

    /** Returns the share of windows that stayed within the quantile; empty before the first. */
    OptionalDouble coverage() {
        return checked == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) within / checked);
    }

    boolean isBlank() {
        return checked == 0 && pending == 0;
    }

    void write(DataOutput out) throws IOException {
        VarInts.writeCount(checked, out);
        VarInts.writeCount(within, out);
        VarInts.writeCount(pending, out);
        for (int i = 0; i < pending; i++) {
            out.writeLong(ends[slot(i)]);
            VarInts.write(quantiles[slot(i)], out);
        }
    }

    static BandCheck read(DataInput in) throws IOException {
        BandCheck band = new BandCheck();
        band.checked = VarInts.readCount(in);
        band.within = VarInts.readCount(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            band.add(in.readLong(), VarInts.read(in));
        }
        return band;
    }
}
