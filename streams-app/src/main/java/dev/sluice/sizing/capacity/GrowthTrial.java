package dev.sluice.sizing.capacity;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalInt;

/**
 * Finds out if more replicas help a service that is overloaded, or if it waits for something that they all share.
 *
 * <p><b>Idea.</b> Requests that wait look the same whether replicas are too few, have become slower, or wait for a database.
 * Only growth tells: if replicas are what is missing, more of them finish more.
 *
 * <p><b>States.</b> A service is <i>quiet</i> until requests have waited in {@value #FEW} windows in a row. Then growth is
 * <i>tried</i>: twice as many replicas at most are ordered, or twice what the arriving requests need. Once the fleet has grown
 * by a quarter, it must finish more, at least {@value #PROMISED} of what its growth promises. If so, the trial goes on from
 * there. If not, it is <i>paused</i> for {@value #FIRST_PAUSE} windows, the next time for twice as many, up to {@value
 * #LONGEST_PAUSE}: no more replicas run than when the overload began, or in proportion if more requests arrive. Quiet windows
 * shorten a pause by four windows each, and the next one after it.
 *
 * <p><b>Example.</b> 8 replicas finish 100 of the 140 requests that arrive per second, and 16 are ordered. If 16 finish 140 or
 * more, they were needed. If they finish 100, they all wait for the same, and 8 run.
 */
public final class GrowthTrial {
    static final int FEW = 3;
    static final int FIRST_PAUSE = 12;
    static final int LONGEST_PAUSE = 1440;
    static final double PROMISED = .35;
    private static final double GROWN = 1.25;
    private static final int AT_MOST_DOUBLED = 2;
    private static final int QUIET_SHORTENS = 4;
    /** More requests than noise brings. */
    private static final double CLEARLY_MORE = 1.25;

    private boolean waits;
    private int waiting;
    private int paused;
    private int pause = FIRST_PAUSE;
    // the fleet with which the overload began, and the one that the next is compared with: 0 replicas if some were
    // starting
    private int first;
    private double firstArrived;
    private double serving;
    private double finished;
    // the most replicas, where so many requests arrive, and how many times more have arrived since
    private double most;
    private double arriving;
    private double times = 1;

    /** What a window tells of growth. */
    public enum Finding {
        /** Requests do not wait, or it is not known. */
        QUIET,
        /** Requests wait, and more replicas are tried from here on. */
        BEGINS,
        /** Requests wait, and replicas are starting: what they will finish is not known. */
        STARTING,
        /** What replicas finish is taken for what they can. */
        TRIED,
        /** More replicas have not helped, or nothing waits before they could: what was learned since the trial began is wrong. */
        NO_HELP,
        /** Requests wait, and it is known that more replicas do not help. */
        PAUSED
    }

    /**
     * What a window showed.
     *
     * @param ordered replicas ordered
     * @param serving replicas that served
     * @param arrived requests that arrived per second
     * @param finished requests that finished per second
     * @param waits true if requests waited
     * @param starting true if some of the replicas had just started: they do not count yet
     * @param capacity requests per second that one replica is known to serve; 0 if unknown
     */
    public record Shown(
            int ordered,
            double serving,
            double arrived,
            double finished,
            boolean waits,
            boolean starting,
            double capacity) {}

    /** Forgets everything: the size follows something else now. */
    public void forget() {
        waits = false;
        waiting = 0;
        paused = 0;
        pause = FIRST_PAUSE;
    }

    /** Takes in a window. */
    public Finding observe(Shown window) {
        waits = window.waits();
        if (!waits) {
            boolean learned = waiting == FEW && !hasHelped(window);
            waiting = 0;
            pause = paused > 0 ? pause : Math.max(FIRST_PAUSE, pause - QUIET_SHORTENS);
            paused = Math.max(0, paused - QUIET_SHORTENS);
            return learned ? Finding.NO_HELP : Finding.QUIET;
        }
        if (waiting == 0 && paused <= 1) {
            first = window.ordered();
            firstArrived = window.arrived();
            compareWith(window);
        }
        double more = arriving > 0 ? window.arrived() / arriving : 1;
        times = more > CLEARLY_MORE ? Math.max(times, more) : times;
        if (paused > 1) {
            paused--;
            return Finding.PAUSED;
        }
        if (window.starting()) {
            waiting = Math.max(1, waiting);
            return Finding.STARTING;
        }
        return waiting == FEW ? judge(window) : begin(window);
    }

    private Finding begin(Shown window) {
        // at the end of a pause, it is known for longer that they wait
        waiting = paused > 0 ? FEW : waiting + 1;
        paused = 0;
        if (waiting < FEW) {
            return Finding.QUIET;
        }
        if (serving == 0) {
            compareWith(window);
        }
        return Finding.BEGINS;
    }

    private Finding judge(Shown window) {
        if (window.serving() < GROWN * serving) {
            return Finding.TRIED;
        }
        if (hasHelped(window)) {
            pause = FIRST_PAUSE;
            compareWith(window);
            return Finding.BEGINS;
        }
        waiting = 0;
        paused = pause;
        pause = Math.min(LONGEST_PAUSE, 2 * pause);
        atMost(first, firstArrived);
        return Finding.NO_HELP;
    }

    private boolean hasHelped(Shown window) {
        double grown = serving == 0 ? 1 : window.serving() / serving;
        return grown > 1 && window.finished() >= finished * (1 + PROMISED * (grown - 1));
    }

    private void compareWith(Shown window) {
        serving = window.starting() ? 0 : window.serving();
        finished = window.finished();
        double needed = window.capacity() > 0 ? window.arrived() / window.capacity() : 0;
        atMost(AT_MOST_DOUBLED * Math.max(window.ordered(), needed), window.arrived());
    }

    private void atMost(double replicas, double arrivals) {
        most = Math.max(1, replicas);
        arriving = arrivals;
        times = 1;
    }

    /** Returns true if requests waited in the newest window. */
    public boolean waits() {
        return waits;
    }

    /** Returns true if requests have waited for some windows, the newest one included. */
    public boolean isOverloaded() {
        return waits && (waiting == FEW || paused > 0);
    }

    /** Returns the most replicas to order; empty if there is no limit, as while no requests wait. */
    public OptionalInt most() {
        return waits && (waiting > 0 || paused > 0)
                ? OptionalInt.of((int) Math.min(Integer.MAX_VALUE, Math.ceil(most * times)))
                : OptionalInt.empty();
    }

    /** Returns the windows, at most, for which no more replicas are tried; 0 if they may be. */
    public int paused() {
        return paused;
    }

    /** Returns true if a restart may forget everything. */
    public boolean isIdle() {
        return waiting == 0 && paused == 0 && pause == FIRST_PAUSE;
    }

    public void write(DataOutput out) throws IOException {
        out.writeBoolean(waits);
        out.writeByte(waiting);
        out.writeInt(paused);
        out.writeInt(pause);
        out.writeInt(first);
        for (double value : new double[] {firstArrived, serving, finished, most, arriving, times}) {
            out.writeDouble(value);
        }
    }

    public void read(DataInput in) throws IOException {
        waits = in.readBoolean();
        waiting = in.readUnsignedByte();
        paused = in.readInt();
        pause = in.readInt();
        first = in.readInt();
        firstArrived = in.readDouble();
        serving = in.readDouble();
        finished = in.readDouble();
        most = in.readDouble();
        arriving = in.readDouble();
        times = in.readDouble();
    }
}
