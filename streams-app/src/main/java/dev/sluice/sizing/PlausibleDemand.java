package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Tells demand that a service can mean from a report gone wrong, by what the service has brought before and by what its
 * largest size could serve.
 *
 * <p>A window is <em>suspect</em> when it brings more than {@value #TIMES} times the most that was ever seen (of which a
 * week takes half), where at least what one replica serves counts as seen; in the first {@value #FEW} windows, when it
 * brings more than twice what the largest size serves. Nothing is learned from a suspect window, and its size is that of
 * the most that was seen. Demand that is still there after {@value #PATIENCE} suspect windows is a step and taken as it is, and
 * so is the third time within two days that the same service brings such a window: then it is its habit. Never is more
 * counted than twice what the largest size serves: no size could follow it.
 *
 * <p>Example: a service at 50 per second, with replicas that serve 10 each, is sent one report of 1,000,000 requests. Two windows of
 * 10 s that it touches are suspect, the size is that for 50 per second, and with the third window everything is as if the
 * report had never come. Had demand really grown to 1,000 per second, that window would be the first to be sized for it.
 */
public final class PlausibleDemand {
    static final double TIMES = 12;
    static final int PATIENCE = 2;
    static final int FEW = 10;
    static final int HABIT = 2;
    private static final double SERVABLE = 2;
    private static final double HALF_LIFE_SECONDS = Duration.ofDays(7).toSeconds();
    private static final long HABIT_MS = Duration.ofDays(2).toMillis();

    private float most;
    private int windows;
    private int suspects;
    private int episodes;
    private long lastSuspect;

    /**
     * What is made of a window.
     *
     * @param counted the demand to size for
     * @param suspect whether nothing may be learned from it
     * @param capped whether it was cut to what the largest size could serve
     */
    public record Verdict(double counted, boolean suspect, boolean capped) {}

    /**
     * What one replica and all of them serve.
     *
     * @param one units a second of one replica; 0 where not known
     * @param all units a second of the largest size; infinite where not known
     */
    public record Service(double one, double all) {
        /** Nothing is known. */
        public static final Service UNKNOWN = new Service(0, Double.POSITIVE_INFINITY);

        /** Replicas up to {@code max} that serve {@code one} each. */
        public static Service of(double one, int max) {
            return new Service(one, max * one);
        }
    }

    /** What to make of a demand, units per second, in a window that ends at {@code end} (ms); notes nothing. */
    public Verdict judge(double demand, long end, Service service) {
        double servable = SERVABLE * service.all();
        boolean unheard = demand > (windows < FEW ? servable : TIMES * Math.max(most, service.one()));
        boolean habit = episodes >= HABIT && end - lastSuspect <= HABIT_MS && demand <= servable;
        if (unheard && suspects < PATIENCE && !habit) {
            double seen = windows < FEW ? servable : Math.max(most, service.one());
            return new Verdict(Math.min(seen, servable), true, true);
        }
        return demand > servable ? new Verdict(servable, false, true) : new Verdict(demand, false, false);
    }

    /** As {@link #judge}, of a window that has closed, which counts as seen from here on. */
    public Verdict take(double demand, double windowSeconds, long end, Service service) {
        Verdict verdict = judge(demand, end, service);
        most *= (float) Math.pow(.5, windowSeconds / HALF_LIFE_SECONDS);
        if (verdict.suspect()) {
            suspected(demand <= SERVABLE * service.all(), end);
        } else {
            suspects = 0;
            windows = Math.min(FEW, windows + 1);
            most = Math.max(most, (float) Math.min(Float.MAX_VALUE, verdict.counted()));
        }
        return verdict;
    }

    /** A window that no size could serve is no habit, however often it comes. */
    private void suspected(boolean servable, long end) {
        if (suspects == 0 && servable) {
            episodes = end - lastSuspect > HABIT_MS ? 1 : Math.min(HABIT, episodes + 1);
            lastSuspect = end;
        }
        suspects++;
    }

    public void write(DataOutput out) throws IOException {
        out.writeFloat(most);
        out.writeByte(windows);
        out.writeByte(suspects);
        out.writeByte(episodes);
        if (episodes > 0) {
            out.writeLong(lastSuspect);
        }
    }

    /** The state that was written. */
    public static PlausibleDemand read(DataInput in) throws IOException {
        PlausibleDemand read = new PlausibleDemand();
        read.most = in.readFloat();
        read.windows = in.readUnsignedByte();
        read.suspects = in.readUnsignedByte();
        read.episodes = in.readUnsignedByte();
        if (!(read.most >= 0) || read.windows > FEW || read.suspects > PATIENCE || read.episodes > HABIT) {
            throw new IOException("damaged state of plausible demand");
        }
        read.lastSuspect = read.episodes > 0 ? in.readLong() : 0;
        return read;
    }
}
