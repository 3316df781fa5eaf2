package dev.sluice.sizing.tokens.contest;

import dev.sluice.sizing.contest.Level16;
import dev.sluice.sizing.contest.Outlook;
import dev.sluice.sizing.contest.SlidingExtremes;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** The levels of demand that rules build on, see {@link TokenRules}: means, peaks and forecasts, in tokens per second. */
final class DemandLevels {
    private static final int SLOTS = 7;
    private static final double PEAK_SECONDS = 30;
    private static final int MOST_RECENT = 16;

    private final double[] means = new double[TokenRules.MEANS.length];
    private final SlidingExtremes[] peaks = new SlidingExtremes[TokenRules.PEAKS.length];
    private final float[] recent = new float[MOST_RECENT];
    private final float[] one = new float[1];
    private final double[] levels = new double[TokenRules.LANES];
    private double longMean;

    DemandLevels() {
        for (int i = 0; i < peaks.length; i++) {
            peaks[i] = new SlidingExtremes(1, SLOTS, true);
        }
    }

    /** Takes in the demand of the {@code seen}-th window, from 0, and returns the levels until the next one. */
    double[] observe(TokenWindow w, long seen) {
        double demand = w.promptTokensPerSecond();
        for (int i = 0; i < means.length; i++) {
            means[i] = next(means[i], w, TokenRules.MEANS[i], seen);
            levels[i] = means[i];
        }
        longMean = next(longMean, w, TokenRules.LONG_MEAN, seen);
        levels[TokenRules.LONG_LANE] = longMean;
        one[0] = Level16.round(halfMinute(demand, w.seconds(), seen));
        for (int i = 0; i < peaks.length; i++) {
            float now = one[0];
            int windows = Math.max(2, (int) Math.ceil(TokenRules.PEAKS[i] / w.seconds()));
            peaks[i].push(one, windows);
            peaks[i].read(windows, windows, one);
            levels[means.length + i] = one[0];
            one[0] = now;
        }
        Outlook outlook = w.outlook();
        levels[means.length + peaks.length] = outlook.point();
        levels[means.length + peaks.length + 1] = outlook.point() + outlook.likely();
        return levels;
    }

    private static double next(double mean, TokenWindow w, double span, long seen) {
        double rate = Math.min(1, Math.max(w.seconds() / span, 1.0 / (seen + 1)));
        return (float) (mean + rate * (w.promptTokensPerSecond() - mean));
    }

    private double halfMinute(double demand, double seconds, long seen) {
        recent[(int) (seen % MOST_RECENT)] = (float) demand;
        int count = (int) Math.min(seen + 1, Math.max(1, Math.min(MOST_RECENT, Math.round(PEAK_SECONDS / seconds))));
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += recent[(int) ((seen - i) % MOST_RECENT)];
        }
        return sum / count;
    }

    /** Mean demand of the last half minute, tokens per second. */
    double lastHalfMinute() {
        return means[1];
    }

    /** Mean demand of the last minute, tokens per second. */
    double lastMinute() {
        return means[2];
    }

    /** The highest half minute of the last ten minutes, tokens per second. */
    double peak() {
        return levels[means.length];
    }

    /** Mean demand of the last five minutes, tokens per second. */
    double lastMinutes() {
        return means[4];
    }

    void write(DataOutput out) throws IOException {
        for (double mean : means) {
            out.writeFloat((float) mean);
        }
        for (SlidingExtremes peak : peaks) {
            peak.write(out);
        }
        for (float value : recent) {
            out.writeFloat(value);
        }
    }

    void read(DataInput in) throws IOException {
        for (int i = 0; i < means.length; i++) {
            means[i] = in.readFloat();
        }
        for (SlidingExtremes peak : peaks) {
            peak.read(in);
        }
        for (int i = 0; i < recent.length; i++) {
            recent[i] = in.readFloat();
        }
        // for a contest that was stored before there was a longer one
        longMean = means[means.length - 1];
    }

    void writeLongMean(DataOutput out) throws IOException {
        out.writeFloat((float) longMean);
    }

    void readLongMean(DataInput in) throws IOException {
        longMean = in.readFloat();
    }
}
