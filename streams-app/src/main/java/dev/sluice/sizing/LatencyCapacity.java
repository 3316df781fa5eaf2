package dev.sluice.sizing;

import dev.sluice.forecast.LatencyHistogram;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * How much of what one replica serves it may get so that a tail latency stays within its bound, learned from the tails
 * that were seen at different loads. No queueing model is assumed: work may be random or always the same, wait in one
 * line or share its replica.
 *
 * <p>The <em>load</em> of a window is the demand of each ready replica over what one serves; 1 is full. The
 * <em>limit</em>, from {@value #LEAST} to 1, is the largest load to plan for: a replica counts for {@code limit x
 * perReplica}. It begins at 1 and depends on no size, so that it cannot chase the size that follows from it.
 *
 * <ul>
 *   <li><em>All known loads keep the bound</em>: the limit rises by one band ({@link TailsByLoad#WIDTH}) at a time, as long
 *       as the tails, continued, would stay {@value #MARGIN} below the bound.
 *   <li><em>Some keep it, higher ones do not</em>: the limit lies in between, at the end of the highest band that keeps it
 *       where the bands are neighbours.
 *   <li><em>None keeps it</em>: the limit goes to {@value #STEP} of the lowest known load, and the tails there are compared
 *       with those before. With tails T1 before and T2 there, what waiting adds to the work itself has fallen at least to
 *       three quarters, so that even an empty fleet takes about T2 - {@value #REST} (T1 - T2). Where that is above
 *       the bound, more replicas do not help: the limit is 1 again, that is said, and it is tried again after
 *       {@link #FIRST_RETRY}, then after twice that time, up to {@link #LAST_RETRY}.
 * </ul>
 *
 * <p>Example: the bound is 250 ms, a replica serves 10 per second, demand is 100. At a load of .9 (11 replicas) the tail is
 * 400 ms; none keeps it, and the limit becomes .85 x .925 = .79: 13 replicas. At .77 the tail is 280 ms, and 280 - 3 x (120 -
 * 8) is below 250: the limit goes to .66, 16 replicas. There the tail is 230 ms; .63 keeps the bound and .77 does not, so the
 * limit moves to .7, 15 replicas, and stays where the tail keeps the bound. Had the tail been 300 ms at .9 and at .77, as
 * where all wait for one database, the limit would be 1 again: 11 replicas.
 *
 * <p>A window that falls behind has no tail of its own, it counts as far above the bound by the share that was not
 * finished; one that catches up is left out. Windows of few requests are put together until they tell of the tail.
 */
public final class LatencyCapacity {
    static final double LEAST = .05;
    static final double STEP = .85;
    static final double MARGIN = .05;
    static final double REST = 3;
    static final Duration FIRST_RETRY = Duration.ofHours(1);
    static final Duration LAST_RETRY = Duration.ofDays(1);
    private static final int VERSION = 2;
    // one part in fifty of a tail is chance
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
    // what was found where no size keeps the bound
    private boolean follows = true;
    private long retry;
    private long pause;
    private float foundMillis;
    private float foundLoad;

    /** The largest load to plan for, above 0 to 1. */
    public double limit() {
        return limit;
    }

    /** Whether a smaller load is known, or not yet known not, to keep the bound. */
    public boolean follows() {
        return follows;
    }

    /** Learns from one window; another bound than before begins again. */
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

    /** What the tails that rise up to a band come to at a higher one. */
    private static double continued(double[] rising, int kept, int next) {
        double slope = 0;
        for (int band = kept - 1; band >= 0 && slope == 0; band--) {
            slope = Double.isNaN(rising[band]) ? 0 : (rising[kept] - rising[band]) / (kept - band);
        }
        return rising[kept] + Math.max(0, next - kept) * slope;
    }

    /** No known load keeps the bound: goes lower as long as that shortens the tail enough. */
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
            // something else keeps the fleet from growing, and that is what the decision says
            giveUp(lowest, now);
        }
    }

    private boolean isLong(long now) {
        return now >= changed + LONGEST_TRIAL.toMillis();
    }

    /** Whether what a lower load took off the tail lets the bound be reached at all. */
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

    /** Why more replicas are not taken though the bound is missed; empty where they are. */
    public Optional<String> unreachable() {
        if (follows) {
            return Optional.empty();
        }
        String seen = foundMillis > millis * Math.exp(BEHIND - 1)
                ? "work piles up"
                : String.format(Locale.ROOT, "%.4g %% of requests take up to %.0f ms", 100 * quantile, foundMillis);
        return Optional.of(String.format(
                Locale.ROOT,
                "latency does not follow the size: %s at a load of %.0f %% already, the bound is %.0f ms; sized for demand "
                        + "alone, tried again after %d min",
                seen,
                100 * foundLoad,
                millis,
                Duration.ofMillis(pause).toMinutes()));
    }

    /** Windows of few requests, put together until they tell of the tail. */
    private static final class FewRequests {
        // so many requests have to be above the tail: it is then known within a sixth or so
        private static final double ENOUGH = 6;

        private double requests;
        private double above;
        private double load;

        /** A tail: the logarithm of it over the bound, and the load that it was seen at. */
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

        /** As if latencies were exponential: the tail is to the bound as the logarithms of the shares above them. */
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

    /** Writes the state; that changes nothing for the windows to come. */
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

    /** The state that was written. */
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
            throw new IOException("damaged latency snapshot: a limit of " + limit);
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
