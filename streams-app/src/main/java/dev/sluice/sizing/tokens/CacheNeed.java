package dev.sluice.sizing.tokens;

import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How many replicas' KV caches the requests fill, now and a start-up time ahead. Answers that grow longer fill the cache
 * minutes before they need more of anything else.
 *
 * <p><b>Formula.</b> Holt's: a level and a trend, smoothed over half a minute and two and a half. The forecast is level +
 * trend x lead time, and its 90 % quantile lies 1.28 standard deviations of what the level missed above it. A trend counts
 * only upwards, after five minutes, and to twice the level at most.
 *
 * <p><b>Example.</b> Ten replicas have 60 % of their cache in use: the requests fill 6. They fill 0.5 more each minute, give
 * or take 0.2. Two minutes ahead 7 are expected, and 7.3 with 90 %.
 */
public final class CacheNeed {
    private static final double LEVEL_SECONDS = 30;
    private static final double TREND_SECONDS = 150;
    private static final double NOISE_SECONDS = 600;
    private static final double FIRST_SECONDS = 300;
    private static final double MOST_GROWTH = 2;
    private static final double DEVIATIONS = 1.2816;

    /** Share of a KV cache that may be in use. */
    private static final double SHARE = .9;

    private double now;
    private double level;
    private double trend;
    private double variance;
    private double seconds;

    /** Takes in a window in which requests filled the caches of so many replicas. */
    public void observe(double length, double filled) {
        now = (float) filled;
        if (seconds == 0) {
            level = now;
        }
        double expected = level + trend * length;
        double missed = now - expected;
        double next = expected + length / (length + LEVEL_SECONDS) * missed;
        double slope = (next - level) / length;
        trend = (float) (trend + length / (length + TREND_SECONDS) * (slope - trend));
        variance = (float) (variance + length / (length + NOISE_SECONDS) * (missed * missed - variance));
        level = (float) Math.max(0, next);
        seconds = (float) (seconds + length);
    }

    private double expected(double lead) {
        double growth = seconds < FIRST_SECONDS ? 0 : Math.max(0, trend) * lead;
        return Math.min(MOST_GROWTH * level, level + growth);
    }

    private double likely(double lead) {
        return seconds < FIRST_SECONDS
                ? expected(lead)
                : Math.min(MOST_GROWTH * level, expected(lead) + DEVIATIONS * Math.sqrt(variance));
    }

    /** Replicas whose caches hold what is there now, and with 90 % what will be there {@code lead} seconds ahead. */
    public double replicas(double lead) {
        return Math.max(now, seconds < FIRST_SECONDS ? 0 : likely(lead)) / SHARE;
    }

    /** The same in words; empty if nothing was reported. */
    public String words(double lead) {
        return seconds == 0
                ? ""
                : "the KV caches of " + NumberText.of(now) + " replicas are full, " + NumberText.of(expected(lead))
                        + " expected (90 %: " + NumberText.of(likely(lead)) + ") in " + DurationText.ofSeconds(lead);
    }

    public void write(DataOutput out) throws IOException {
        for (double value : new double[] {now, level, trend, variance, seconds}) {
            out.writeFloat((float) value);
        }
    }

    public void read(DataInput in) throws IOException {
        now = in.readFloat();
        level = in.readFloat();
        trend = in.readFloat();
        variance = in.readFloat();
        seconds = in.readFloat();
    }
}
