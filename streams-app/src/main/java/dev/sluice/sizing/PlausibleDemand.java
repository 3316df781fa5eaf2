package dev.sluice.sizing;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Distinguishes real demand from a wrong report. It compares demand with what the service has brought before and with
 * what its maximum replica count could serve.
 *
 * <p><b>Rule.</b> A window is <em>suspect</em> if it brings more than {@value #TIMES} times the highest demand ever
 * observed. That memory halves in a week, and it is at least what one replica serves. In the first {@value #FEW}
 * windows, a window is suspect if it brings more than twice what the maximum replica count serves. Nothing is learned
 * from a suspect window, and it is sized for the highest demand observed before. Demand that persists after {@value
 * #PATIENCE} suspect windows is a step and is accepted. The third such window of the same service within two days is
 * accepted too: the demand is then a habit. Demand never counts for more than twice what the maximum replica count
 * serves, because no size could follow it.
 *
 * <p><b>Example.</b> A service at 50 per second, with replicas that serve 10 each, is sent one report of 1,000,000
 * requests. It touches two windows of 10 s. Both are suspect and are sized for 50 per second. From the third window
 * on, everything is as if the report had never come. If demand had really grown to 1,000 per second, the third window
 * would be the first to be sized for it.
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
     * The verdict on a window.
     *
     * @param counted the demand to size for
     * @param suspect true if nothing may be learned from it
     * @param capped true if it was cut to what the maximum replica count could serve
     */
    public record Verdict(double counted, boolean suspect, boolean capped) {}

    /**
     * What one replica serves, and what all of them serve.
     *
     * @param one units per second of one replica; 0 if not known
     * @param all units per second of the maximum replica count; infinite if not known
     */
    public record Service(double one, double all) {
        /** Nothing is known. */
        public static final Service UNKNOWN = new Service(0, Double.POSITIVE_INFINITY);

        /** Replicas up to {@code max} that serve {@code one} each. */
        public static Service of(double one, int max) {
            return new Service(one, max * one);
        }
    }

    /** Judges a demand, units per second, in a window that ends at {@code end} (ms). Remembers nothing. */
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

    /** Like {@link #judge}, for a window that has closed. The window counts as observed from now on. */
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

    /** A window that no replica count could serve is never a habit, however often it comes. */
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

    /** Reads the state that was written. */
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
