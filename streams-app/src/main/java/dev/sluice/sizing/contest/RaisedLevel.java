package dev.sluice.sizing.contest;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Notices that the mean of noisy demand has moved to a higher level, where no single window tells.
 *
 * <p><b>Idea.</b> {@link LevelShift} compares single windows with the highest one remembered. Where windows vary by a
 * fifth and more, the highest one is far above the mean: a step to twice or five times the mean opens no jump there, or
 * ends as a burst at once. Rules that always run a multiple of the demand then look as if only they had kept the
 * objective. Means tell more, but late. So what the rules leave unserved in the first lead time of a rise counts at
 * once, as for a burst, and is taken back when the mean has stayed up.
 *
 * <p><b>Formula.</b> The mean is exponential, over a lead time and at least {@value #LEAST_SMOOTHED} windows: {@code mean
 * += (demand - mean) / windows}. During a rise a second one begins with the first window of it.
 *
 * <p><b>States.</b> <em>Usual</em>: demand is at most {@value #MARGIN} times the highest mean of the last
 * {@value #MEMORY_DAYS} days. <em>Rising</em>: demand was above that less than a lead time ago. <em>Raised</em>: the mean
 * of the rise is above it still. The rise ends as a <em>level</em> if that lasts for {@value #LEADS} lead times and
 * {@value #LEAST_WINDOWS} windows, and before as <em>fallen</em>.
 *
 * <p><b>Example.</b> The lead time is 6 windows of 10 s. Demand varies by 30 % around 100, its highest mean was 130 and its
 * highest window 200. From now on it varies around 300. The first window above 162 begins a rise. In it, and in the
 * next 9 windows, a rule that follows demand leaves half of it unserved. After 25 windows with a mean above 162, that is
 * taken back.
 */
public final class RaisedLevel {
    /** What a window says about a rise. */
    public enum News {
        /** No rise is open. */
        USUAL,
        /** A rise began less than a lead time ago. What is unserved counts and may be taken back. */
        RISING,
        /** A rise is open. Rules that have not followed it by now are judged as usual. */
        RAISED,
        /** The rise ended: what was unserved in it counts. */
        FELL,
        /** The rise lasted: it is the new level of demand. */
        LEVEL;

        public boolean isOpen() {
            return this == RISING || this == RAISED;
        }
    }

    private static final int MEMORY_DAYS = 2;
    private static final double MARGIN = 1.25;
    private static final double LEADS = 4;
    private static final int LEAST_WINDOWS = 8;
    private static final int LEAST_SMOOTHED = 3;
    private static final int SLOTS = 7;

    /**
     * How fast a service follows its demand, in windows.
     *
     * @param remembered how long the highest mean is remembered
     * @param smoothed what the mean is taken over
     * @param rising from the beginning of a rise until a rule can have followed it
     * @param lasting after which a rise is a level
     */
    public record Pace(int remembered, double smoothed, double rising, double lasting) {
        static Pace of(LoadWindow window) {
            double lead = window.leadWindows();
            return new Pace(
                    LevelShift.span(MEMORY_DAYS, window.windowSeconds()),
                    Math.max(LEAST_SMOOTHED, lead),
                    window.windowsToFollow(),
                    Math.max(LEAST_WINDOWS, LEADS * lead));
        }

        /** The same in seconds, for windows of a length: over the last two days. */
        public static Pace ofSeconds(double windowSeconds, double smoothed, double rising, double lasting) {
            return new Pace(
                    LevelShift.span(MEMORY_DAYS, windowSeconds),
                    smoothed / windowSeconds,
                    rising / windowSeconds,
                    lasting / windowSeconds);
        }
    }

    private final SlidingExtremes remembered = new SlidingExtremes(1, SLOTS, true);
    private final float[] one = new float[1];
    private float mean;
    private boolean open;
    private float before;
    private float lately;
    private int lasted;

    /** Processes a window. The first windows ({@code early}) begin no rise, because everything they bring is new. */
    public News next(double ofWindow, Pace pace, boolean early) {
        float demand = Level16.round(ofWindow);
        News news = open ? going(demand, pace) : early ? News.USUAL : starting(demand, pace.remembered());
        mean = mean == 0 ? demand : (float) (mean + (demand - mean) / pace.smoothed());
        remember(mean, pace.remembered());
        return news;
    }

    private News starting(float demand, int span) {
        remembered.read(span, span, one);
        before = one[0];
        open = demand > MARGIN * before;
        lately = demand;
        lasted = 0;
        return open ? News.RISING : News.USUAL;
    }

    private News going(float demand, Pace pace) {
        lasted++;
        lately += (float) (Math.max(1 / pace.smoothed(), 1. / (lasted + 1)) * (demand - lately));
        if (lately <= MARGIN * before) {
            open = false;
            return News.FELL;
        }
        open = lasted <= pace.lasting();
        News still = lasted <= pace.rising() ? News.RISING : News.RAISED;
        return open ? still : News.LEVEL;
    }

    private void remember(float highest, int span) {
        one[0] = highest;
        remembered.push(one, span);
    }

    boolean isOpen() {
        return open;
    }

    public void write(DataOutput out) throws IOException {
        remembered.write(out);
        out.writeFloat(mean);
        out.writeBoolean(open);
        if (open) {
            out.writeFloat(before);
            out.writeFloat(lately);
            out.writeInt(lasted);
        }
    }

    public void read(DataInput in) throws IOException {
        remembered.read(in);
        mean = in.readFloat();
        open = in.readBoolean();
        if (open) {
            before = in.readFloat();
            lately = in.readFloat();
            lasted = in.readInt();
        }
    }

    /** Begins where no mean is known but the highest windows are: a rise is then above these. */
    void beginBelow(float highestWindow) {
        remember(highestWindow, SLOTS);
    }
}
