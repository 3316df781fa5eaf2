package dev.sluice.sizing.contest;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.IntToDoubleFunction;

/**
 * Distinguishes a burst from a new level of demand.
 *
 * <p><b>Idea.</b> When demand jumps above everything observed in the last {@value #MEMORY_DAYS} days, nearly every
 * rule leaves demand unserved. Only rules that always run a multiple of the demand were prepared. Whether that speaks
 * for such multiples is known when the jump is over. If the burst ends, it may come again, so the unserved demand
 * counts. If demand stays up, it has moved to another level once. No multiple of the new level would have helped, so
 * the demand left unserved until a rule can have followed the rise is forgotten.
 *
 * <p><b>States.</b> <em>Usual</em>: demand is at most {@value #MARGIN} times the highest remembered demand.
 * <em>Open</em>: demand exceeds that. A jump ends as a <em>burst</em> if the mean of its last two windows falls below that
 * threshold again, or if the mean of its last lead time falls below both {@value #KEPT} of the highest such mean and
 * {@value #FAR} times the remembered demand. Means are compared because one quiet window of a noisy level ends no jump, and
 * one high window makes no peak. It ends as a <em>level</em> if it has lasted for {@value #LEADS} lead times and
 * {@value #LEAST_WINDOWS} windows.
 *
 * <p><b>Example.</b> The lead time is 6 windows of 10 s. After hours at 100 units per second, demand is 1,000 from now on.
 * The jump is open from the first window above 125, fresh for 9 more windows (a rule that follows the last 30 s sees all
 * of it after three), and a level after 25 windows above 600.
 * If demand had returned to 100 after ten windows, all ten would count as a burst that must be provided for.
 */
final class LevelShift {
    /** What a window says about a jump. */
    enum News {
        /** No jump is open. */
        USUAL,
        /** Demand still grows in the first windows of a service: nothing that was seen before tells of this level. */
        GROWING,
        /**
         * A jump began so short a time ago that no rule that follows demand can serve it yet, so it is not judged.
         */
        FRESH,
        /** A jump is open. Rules that have not followed it by now are judged as usual. */
        OPEN,
        /** The jump ended: it was a burst. */
        BURST,
        /** The jump lasted: it is the new level of demand. */
        LEVEL
    }

    private static final int MEMORY_DAYS = 2;
    private static final double MARGIN = 1.25;
    private static final double KEPT = .6;
    private static final double FAR = 2;
    private static final double LEADS = 4;
    private static final int LEAST_WINDOWS = 3;

    /**
     * Longest windows, s, whose first ones begin again while demand grows: the instances of a new service start within
     * minutes, and the first longer windows see the end of it. What grows for hours is no start.
     */
    private static final double LONGEST_OF_START = 30;

    static final int MOST_SMOOTHED = Levels.REACTIVE_WINDOWS;
    private static final int SLOTS = 7;

    private final SlidingExtremes remembered = new SlidingExtremes(1, SLOTS, true);
    private final float[] one = new float[1];
    private boolean open;
    private float before;
    private float peak;
    private int lasted;

    /**
     * Processes a window. {@code meanOfLast} gives the mean demand of so many windows, of which this is the last.
     *
     * <p>The first windows ({@code early}) open no jump, because everything they bring is new: where demand grows in them,
     * whoever judges begins again.
     */
    News next(LoadWindow window, IntToDoubleFunction meanOfLast, boolean early) {
        float demand = Level16.round(window.demand());
        int span = span(MEMORY_DAYS, window.windowSeconds());
        News news = open ? going(demand, meanOfLast, window) : starting(demand, span, early);
        if (news == News.GROWING && window.windowSeconds() > LONGEST_OF_START) {
            news = News.USUAL;
        }
        one[0] = demand;
        remembered.push(one, span);
        return news;
    }

    /** So many days in windows. */
    static int span(int days, double windowSeconds) {
        return (int) Math.min(1 << 20, Math.ceil(days * 86_400 / windowSeconds));
    }

    private News starting(float demand, int span, boolean early) {
        remembered.read(span, span, one);
        boolean above = demand > MARGIN * one[0];
        open = !early && above;
        before = one[0];
        peak = 0;
        lasted = 0;
        return !above ? News.USUAL : early ? News.GROWING : News.FRESH;
    }

    private News going(float demand, IntToDoubleFunction meanOfLast, LoadWindow window) {
        double leadWindows = window.leadWindows();
        lasted++;
        int smoothed = (int) Math.max(LEAST_WINDOWS, Math.min(MOST_SMOOTHED, leadWindows));
        float lately = (float) meanOfLast.applyAsDouble(Math.min(smoothed, lasted + 1));
        peak = lasted + 1 >= smoothed ? Math.max(peak, lately) : 0;
        double over = Math.max(MARGIN * before, Math.min(KEPT * peak, FAR * before));
        if (lately <= over || meanOfLast.applyAsDouble(2) <= MARGIN * before) {
            open = false;
            return News.BURST;
        }
        open = lasted <= Math.max(LEAST_WINDOWS, LEADS * leadWindows) || demand <= over;
        News still = lasted <= window.windowsToFollow() ? News.FRESH : News.OPEN;
        return open ? still : News.LEVEL;
    }

    boolean isOpen() {
        return open;
    }

    /** The highest window remembered. */
    float highest() {
        remembered.read(SLOTS, SLOTS, one);
        return one[0];
    }

    void write(DataOutput out) throws IOException {
        remembered.write(out);
        out.writeBoolean(open);
        if (open) {
            out.writeFloat(before);
            out.writeFloat(peak);
            out.writeInt(lasted);
        }
    }

    void read(DataInput in) throws IOException {
        remembered.read(in);
        open = in.readBoolean();
        if (open) {
            before = in.readFloat();
            peak = in.readFloat();
            lasted = in.readInt();
        }
    }
}
