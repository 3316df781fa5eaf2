package dev.sluice.sizing.capacity;

import dev.sluice.demand.LatencyHistogram;
import dev.sluice.text.DurationText;
import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Learns how far a replica may be loaded so that a tail latency stays within its bound. It learns from the tails that
 * were observed at different loads. It assumes no queueing model: work may be random or constant, and requests may
 * wait in one queue or share the replica.
 *
 * <p><b>Terms.</b> The <em>load</em> of a window is the demand per ready replica divided by what one replica serves;
 * 1 is full. The <em>limit</em>, from {@value #LEAST} to 1, is the highest load to plan for: a replica counts for
 * {@code limit x perReplica}. The limit starts at 1. It does not depend on the replica count, so it cannot chase the
 * count that follows from it.
 *
 * <p><b>States.</b>
 *
 * <ul>
 *   <li><em>All known loads keep the bound</em>: the limit rises by one band ({@link TailsByLoad#WIDTH}) at a time,
 *       as long as the extrapolated tails would stay {@value #MARGIN} below the bound.
 *   <li><em>Low loads keep it, higher ones do not</em>: the limit lies in between. If the bands are neighbors, it is
 *       the end of the highest band that keeps the bound.
 *   <li><em>No known load keeps it</em>: the limit goes to {@value #STEP} of the lowest known load, and the tails
 *       there are compared with the tails before. With tails T1 before and T2 there, the time that waiting adds to
 *       the work itself has fallen to three quarters or less. So even an empty fleet takes about T2 - {@value #REST}
 *       (T1 - T2). If that is above the bound, more replicas do not help: the limit returns to 1 and the decision
 *       says so. The next try follows after {@link #FIRST_RETRY}, then after twice that time, up to {@link
 *       #LAST_RETRY}.
 * </ul>
 *
 * <p><b>Example.</b> The bound is 250 ms, a replica serves 10 per second, and demand is 100 per second. At a load of
 * .9 (11 replicas) the tail is 400 ms. No known load keeps the bound, so the limit becomes .85 x .925 = .79: 13
 * replicas. At .77 the tail is 280 ms, and 280 - 3 x (120 - 8) is below 250, so the limit goes to .66: 16 replicas.
 * There the tail is 230 ms. The load .63 keeps the bound and .77 does not, so the limit moves to .7, 15 replicas, and
 * stays there while the tail keeps the bound. If the tail had been 300 ms at both .9 and .77, for example because all
 * replicas wait for one database, the limit would return to 1: 11 replicas.
 *
 * <p>A window that falls behind has no tail of its own. It counts as far above the bound, in proportion to the share
 * that was not finished. A window that catches up is ignored. Windows with few requests are merged until they show a
 * tail.
 */
public final class LatencyCapacity {
    static final double LEAST = .05;
    static final double STEP = .85;
    static final double MARGIN = .05;
    static final double REST = 3;
    static final Duration FIRST_RETRY = Duration.ofHours(1);
    static final Duration LAST_RETRY = Duration.ofDays(1);
    private static final int VERSION = 2;
    // two percent of a tail is treated as chance
    private static final double CHANCE = .02;
    private static final double BEHIND = 6;
    private static final Duration SETTLE = Duration.ofMinutes(3);
    private static final Duration LONGEST_TRIAL = Duration.ofMinutes(15);
    private static final long NEVER = Long.MIN_VALUE;

    private TailsByLoad tails = new TailsByLoad();
    private FewRequests few = new FewRequests();
    private double quantile;
    private double millis;
    private double limit = 1;
    private long changed = NEVER;
    private int tried = TailsByLoad.BANDS;
    // what was found when no replica count kept the bound
    private boolean follows = true;
    private long retry;
    private long pause;
    private float foundMillis;
    private float foundLoad;

    /** The highest load to plan for: above 0, at most 1. */
    public double limit() {
        return limit;
    }

    /** True if a lower load keeps the bound, or if no attempt has shown yet that it does not. */
    public boolean follows() {
        return follows;
    }

    /** Takes in how far a replica may be loaded, unless loads were observed already. */
    public void expect(ExpectedReplica.Limit told) {
        boolean other = told.bound().quantile() != quantile || told.bound().millis() != millis;
        if (other || tails.isEmpty()) {
            forget(told.bound());
            limit = Math.max(LEAST, told.load());
        }
    }

    /** Learns from one window. If the bound differs from the one before, learning starts again. */
    public void observe(LatencyBound bound, LatencyWindow window) {
        if (bound.quantile() != quantile || bound.millis() != millis) {
            forget(bound);
        }
        if (!follows && window.end() >= retry) {
            tryAgain();
        }
        if (!(window.load() > 0) || window.catchesUp()) {
            return;
        }
        Optional<FewRequests.Tail> tail = few.take(bound, window);
        if (tail.isPresent()) {
            tails.add(tail.get().load(), tail.get().tail(), window.end());
            aim(window.end());
        }
    }

    private void forget(LatencyBound bound) {
        quantile = bound.quantile();
        millis = bound.millis();
        tails = new TailsByLoad();
        few = new FewRequests();
        limit = 1;
        changed = NEVER;
        tried = TailsByLoad.BANDS;
        follows = true;
        pause = 0;
    }

    private void tryAgain() {
        tails.clear();
        follows = true;
        tried = TailsByLoad.BANDS;
    }

    private void aim(long now) {
        double[] rising = tails.rising();
        int kept = -1;
        int missed = -1;
        for (int band = 0; band < rising.length && missed < 0; band++) {
            kept = rising[band] <= 0 ? band : kept;
            missed = rising[band] > 0 ? band : missed;
        }
        if (kept >= 0) {
            keeps(rising, kept, missed, now);
        } else if (missed >= 0 && follows) {
            seek(missed, now);
        }
    }

    private void keeps(double[] rising, int kept, int missed, long now) {
        follows = true;
        pause = 0;
        tried = TailsByLoad.BANDS;
        double highest = missed < 0 ? 1 : TailsByLoad.end((kept + missed - 1) / 2);
        if (limit > highest) {
            move(highest, now);
        } else if (limit + TailsByLoad.WIDTH <= highest + 1e-9 && now >= changed + SETTLE.toMillis()) {
            int next = TailsByLoad.band(limit + 1e-9);
            if (next - kept <= 3 && continued(rising, kept, next) <= -MARGIN) {
                move(Math.min(highest, limit + TailsByLoad.WIDTH), now);
            }
        }
    }

    /** Extrapolates the tails up to band {@code kept} to the higher band {@code next}. */
    private static double continued(double[] rising, int kept, int next) {
        double slope = 0;
        for (int band = kept - 1; band >= 0 && slope == 0; band--) {
            slope = Double.isNaN(rising[band]) ? 0 : (rising[kept] - rising[band]) / (kept - band);
        }
        return rising[kept] + Math.max(0, next - kept) * slope;
    }

    /** No known load keeps the bound: lowers the limit as long as that shortens the tail enough. */
    private void seek(int lowest, long now) {
        OptionalInt before = tails.knownFrom(TailsByLoad.middle(lowest) / .9);
        if (before.isPresent() && !leads(before.getAsInt(), lowest)) {
            if ((tails.full(before.getAsInt()) && tails.full(lowest)) || isLong(now)) {
                giveUp(lowest, now);
            }
        } else if (lowest < tried) {
            tried = lowest;
            move(Math.min(limit, Math.max(LEAST, STEP * TailsByLoad.middle(lowest))), now);
        } else if (isLong(now)) {
            // something else keeps the fleet from growing, and the decision names it
            giveUp(lowest, now);
        }
    }

    private boolean isLong(long now) {
        return now >= changed + LONGEST_TRIAL.toMillis();
    }

    /** True if the bound can still be reached, given how much the lower load shortened the tail. */
    private boolean leads(int before, int lowest) {
        double high = Math.exp(tails.median(before) + tails.error(before));
        double low = Math.exp(tails.median(lowest) - tails.error(lowest));
        return low - REST * (high - low - CHANCE * high) <= 1;
    }

    private void giveUp(int lowest, long now) {
        follows = false;
        pause = Math.max(FIRST_RETRY.toMillis(), Math.min(LAST_RETRY.toMillis(), 2 * pause));
        retry = now + pause;
        foundMillis = (float) (millis * Math.exp(tails.median(lowest)));
        foundLoad = (float) TailsByLoad.middle(lowest);
        move(1, now);
    }

    private void move(double to, long now) {
        if (to != limit) {
            limit = to;
            changed = now;
        }
    }

    /** Why no replicas are added although the bound is missed. Empty if that is not the case. */
    public Optional<String> unreachable() {
        if (follows) {
            return Optional.empty();
        }
        String seen = foundMillis > millis * Math.exp(BEHIND - 1)
                ? "work piles up"
                : NumberText.percent(quantile) + " of requests take up to " + DurationText.ofMillis(foundMillis);
        return Optional.of("latency does not follow the size: " + seen + " at a load of "
                + NumberText.percent(foundLoad) + " already, the bound is " + DurationText.ofMillis(millis)
                + "; sized for demand alone, tried again after " + DurationText.ofMillis((double) pause));
    }

    /** Merges windows with few requests until they show a tail. */
    private static final class FewRequests {
        // this many requests must lie above the tail; it is then known to within about a sixth
        private static final double ENOUGH = 6;

        private double requests;
        private double above;
        private double load;

        /** A tail, as the logarithm of tail / bound, and the load at which it was observed. */
        record Tail(double load, double tail) {}

        Optional<Tail> take(LatencyBound bound, LatencyWindow window) {
            if (window.fallsBehind()) {
                clear();
                return Optional.of(new Tail(window.load(), BEHIND - BEHIND * Math.log(window.finished())));
            }
            LatencyHistogram latency = window.latency();
            long total = latency.total();
            if (total * (1 - bound.quantile()) >= ENOUGH) {
                double tail = latency.quantile(bound.quantile()).orElse(0);
                return Optional.of(new Tail(window.load(), Math.log(Math.max(1e-9, tail) / bound.millis())));
            }
            requests += total;
            above += latency.above(bound.millis());
            load += total * window.load();
            return requests * (1 - bound.quantile()) >= ENOUGH ? Optional.of(together(bound)) : Optional.empty();
        }

        /** Assumes exponential latencies: tail / bound equals the ratio of the logarithms of the shares above them. */
        private Tail together(LatencyBound bound) {
            double share = (above + .5) / (requests + 1);
            double tail = Math.log(Math.log(1 - bound.quantile()) / Math.log(share));
            double mean = load / requests;
            clear();
            return new Tail(mean, tail);
        }

        private void clear() {
            requests = 0;
            above = 0;
            load = 0;
        }

        void write(DataOutput out) throws IOException {
            out.writeBoolean(requests > 0);
            if (requests > 0) {
                out.writeDouble(requests);
                out.writeDouble(above);
                out.writeDouble(load);
            }
        }

        void read(DataInput in) throws IOException {
            clear();
            if (in.readBoolean()) {
                requests = in.readDouble();
                above = in.readDouble();
                load = in.readDouble();
            }
        }
    }

    /** Writes the state. Writing does not change how later windows are treated. */
    public void write(DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeDouble(quantile);
        if (quantile == 0) {
            return;
        }
        out.writeDouble(millis);
        out.writeDouble(limit);
        out.writeLong(changed);
        out.writeByte(tried);
        out.writeBoolean(follows);
        out.writeLong(pause);
        if (!follows) {
            out.writeLong(retry);
            out.writeFloat(foundMillis);
            out.writeFloat(foundLoad);
        }
        few.write(out);
        tails.write(out);
    }

    /** Reads the state that {@link #write} wrote. */
    public static LatencyCapacity read(DataInput in) throws IOException {
        if (in.readUnsignedByte() != VERSION) {
            throw new IOException("not a latency snapshot of version " + VERSION);
        }
        LatencyCapacity capacity = new LatencyCapacity();
        capacity.quantile = in.readDouble();
        if (capacity.quantile != 0) {
            capacity.readLearned(in);
        }
        return capacity;
    }

    private void readLearned(DataInput in) throws IOException {
        millis = in.readDouble();
        limit = in.readDouble();
        if (!(limit >= LEAST && limit <= 1)) {
            throw new IOException("damaged latency snapshot: a limit of " + NumberText.exactly(limit));
        }
        changed = in.readLong();
        tried = in.readUnsignedByte();
        follows = in.readBoolean();
        pause = in.readLong();
        if (!follows) {
            retry = in.readLong();
            foundMillis = in.readFloat();
            foundLoad = in.readFloat();
        }
        few.read(in);
        tails = TailsByLoad.read(in);
    }
}
