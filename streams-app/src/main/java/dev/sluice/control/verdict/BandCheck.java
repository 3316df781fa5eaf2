package dev.sluice.control.verdict;

import dev.sluice.forecast.Forecast;
import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
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

    private final Deque<Pending> pending = new ArrayDeque<>();
    private long checked;
    private long within;

    /** The quantile that was forecast for the window that ends at {@code end} (ms). */
    private record Pending(long end, double quantile) {}

    /** Keeps a forecast until its window has closed. */
    void forecast(Forecast forecast, Duration window) {
        long windowMs = window.toMillis();
        long end = forecast.origin().toEpochMilli() + forecast.horizonSteps() * windowMs;
        long apart = windowMs * ((forecast.horizonSteps() + MOST - 1) / MOST);
        boolean due = pending.isEmpty() || end - pending.peekLast().end >= apart;
        if (due && pending.size() < MOST) {
            pending.addLast(new Pending(end, forecast.quantile(LEVEL)));
        }
    }

    /** Checks the window that ended at {@code end} (ms). Forecasts for windows that never closed are dropped. */
    void closed(long end, double demand) {
        while (!pending.isEmpty() && pending.peekFirst().end <= end) {
            Pending forecast = pending.removeFirst();
            if (forecast.end == end) {
                checked++;
                within += demand <= forecast.quantile ? 1 : 0;
            }
        }
    }

    /** Returns the share of windows that stayed within the quantile; empty before the first. */
    OptionalDouble coverage() {
        return checked == 0 ? OptionalDouble.empty() : OptionalDouble.of((double) within / checked);
    }

    boolean isBlank() {
        return checked == 0 && pending.isEmpty();
    }

    void write(DataOutput out) throws IOException {
        VarInts.writeCount(checked, out);
        VarInts.writeCount(within, out);
        VarInts.writeCount(pending.size(), out);
        for (Pending forecast : pending) {
            out.writeLong(forecast.end);
            VarInts.write(forecast.quantile, out);
        }
    }

    static BandCheck read(DataInput in) throws IOException {
        BandCheck band = new BandCheck();
        band.checked = VarInts.readCount(in);
        band.within = VarInts.readCount(in);
        for (long left = VarInts.readCount(in); left > 0; left--) {
            band.pending.addLast(new Pending(in.readLong(), VarInts.read(in)));
        }
        return band;
    }
}
