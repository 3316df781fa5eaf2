package dev.sluice.forecast;

import dev.sluice.forecast.history.Snapshot;
import java.io.IOException;

/** The recent errors of one forecast, compared with those of the last value. */
final class ForecastErrors {
    private static final int ENOUGH = 20;
    private static final double QUICK = .05;
    private static final double SLOW = .003;
    private static final double BETTER = .98;
    private static final double SMALL = .1;
    private static final double SMALL_IN_BAND = .3;

    private final double quick;
    private final double slow;
    private long count;
    private double recent;
    private double byRoot;
    private double byBandRoot;
    private double own;
    private double last;

    /** {@code stride} is the number of windows between two errors. */
    ForecastErrors(int stride) {
        quick = 1 - Math.pow(1 - QUICK, stride);
        slow = 1 - Math.pow(1 - SLOW, stride);
    }

    /** {@code before} is the last value at the time of the forecast, {@code mean} the long-run mean. */
    void add(double y, double forecast, double before, double mean) {
        double early = 1.0 / ++count;
        double e = Math.abs(y - forecast);
        recent += Math.max(quick, early) * (e - recent);
        double rate = Math.max(slow, early);
        byRoot += rate * (perRoot(e, forecast + SMALL * mean) - byRoot);
        byBandRoot += rate * (perRoot(e, forecast + SMALL_IN_BAND * mean) - byBandRoot);
        own += rate * (e - own);
        last += rate * (Math.abs(y - before) - last);
    }

    private static double perRoot(double error, double height) {
        return height > 0 ? error / Math.sqrt(height) : 0;
    }

    long count() {
        return count;
    }

    /** True if the forecast has been better than the last value. */
    boolean usable() {
        return count >= ENOUGH && own < BETTER * last;
    }

    ErrorScale scale(double forecast, double mean) {
        return new ErrorScale(count, recent, byRoot * Math.sqrt(forecast + SMALL * mean));
    }

    double recent() {
        return recent;
    }

    double slow() {
        return own;
    }

    /** The expected error at this height of demand if errors grow with the root of demand. */
    double byRoot(double forecast, double mean) {
        return byBandRoot * Math.sqrt(forecast + SMALL_IN_BAND * mean);
    }

    void pass(Snapshot pass) throws IOException {
        count = pass.whole(count);
        recent = pass.single(recent);
        byRoot = pass.single(byRoot);
        byBandRoot = pass.single(byBandRoot);
        own = pass.single(own);
        last = pass.single(last);
    }
}
