package dev.sluice.forecast.history;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;

/**
 * The mean profile of demand over one period, in buckets. It is used only while it predicts changes.
 *
 * <p><b>Idea.</b> A bucket joins the profile half a period after it closed, so the profile near "now" contains
 * nothing of the present period. Until the period has passed once more, the bucket's own mean is kept as well.
 *
 * <p><b>States.</b> A season starts in its <em>trial</em>. It is <em>found</em> when the profile predicts the change
 * over a quarter of the period better than "no change" does (or better than a shorter season does), and lost when it
 * no longer does. A season that is not found in its trial is forgotten, <em>rests</em> three times as long and tries
 * again. Until then the mixture has to doubt it.
 */
public final class Season {
    private static final float UNKNOWN = Float.NaN;
    private static final float[] NOTHING = {};
    private static final double FOUND = .97;
    private static final int REST = 3;
    private static final int MEMORY = 480;
    private static final int ENOUGH = 36;
    private static final double LOST = 1.02;

    private final long period;
    private final int size;
    private final int quarter;
    private final Shape shape;
    private final Optional<Season> shorter;
    // empty while nothing is known, which is most of the time for a resting season
    private float[] recent = NOTHING;
    private float[] profile = NOTHING;
    private long open = Long.MIN_VALUE;
    private double sum;
    private int count;
    private int rounds;
    private int tried;
    private boolean resting;
    private boolean found;
    private int judged;
    private double error;
    private double plainError;

    /**
     * How a season is learned and read.
     *
     * @param rate rate at which a new period changes the profile, once the profile is old
     * @param reach number of buckets on each side over which the profile is read
     * @param trial number of periods after which a season that was not found rests
     */
    record Shape(double rate, int reach, int trial) {}

    /**
     * {@code period} and, approximately, {@code bucket} are in ms. {@code shorter} is the season that this one must
     * beat.
     */
    Season(long period, long bucket, Shape shape, Optional<Season> shorter) {
        this.period = period;
        this.shape = shape;
        this.shorter = shorter;
        size = (int) Math.max(1, period / bucket);
        quarter = size / 4;
    }

    private void forget() {
        recent = NOTHING;
        profile = NOTHING;
        rounds = 0;
        judged = 0;
        error = 0;
        plainError = 0;
    }

    /** True if the profile predicts the changes of demand. */
    boolean found() {
        return found;
    }

    /** True if the profile has begun and may be used. */
    boolean awake() {
        return !resting && rounds > 0;
    }

    /** Adds the demand of a window whose middle is at {@code middle}, ms since 1970. */
    void add(long middle, double y) {
        if (size < 8) {
            return;
        }
        long now = Math.floorDiv(middle, period) * size + place(middle);
        if (now > open && open != Long.MIN_VALUE) {
            close(now);
        }
        open = now;
        sum += y;
        count++;
    }

    private int place(long time) {
        return (int) (Math.floorMod(time, period) * size / period);
    }

    private void close(long now) {
        long steps = Math.min(now - open, size);
        for (int i = 0; i < steps; i++) {
            int at = (int) Math.floorMod(open + i, (long) size);
            if (!resting) {
                float value = i == 0 ? (float) (sum / count) : UNKNOWN;
                judge(open + i, at, value);
                if (recent.length == 0) {
                    recent = unknown();
                }
                recent[at] = value;
                commit((at + size - size / 2) % size);
            }
            if (at == size - 1) {
                round();
            }
        }
        sum = 0;
        count = 0;
    }

    private void round() {
        rounds++;
        tried++;
        if (!found && tried >= shape.trial() * (resting ? REST : 1)) {
            forget();
            tried = 0;
            resting = !resting;
        }
    }

    /** Compares the profile's prediction of a bucket's change over a quarter of the period with the alternatives. */
    private void judge(long bucket, int at, float value) {
        int back = (at + size - quarter) % size;
        double change = value - in(recent, back);
        double told = smooth(at) - smooth(back);
        if (Double.isNaN(change + told)) {
            return;
        }
        judged++;
        double rate = Math.max(1.0 / judged, 1.0 / Math.max(size, MEMORY));
        error += rate * (Math.abs(change - told) - error);
        plainError += rate * (Math.abs(change - otherwise(bucket)) - plainError);
        if (judged >= Math.max(size / 4, ENOUGH) && error < FOUND * plainError) {
            found = true;
        } else if (found && judged >= size && error >= LOST * plainError) {
            found = false;
            tried = 0;
        }
    }

    private double otherwise(long bucket) {
        if (shorter.isEmpty() || !shorter.get().found) {
            return 0;
        }
        long middle = Math.round((bucket + .5) * period / size);
        return shorter.get().at(middle) - shorter.get().at(middle - period / 4);
    }

    private void commit(int at) {
        float value = recent[at];
        if (Float.isNaN(value)) {
            return;
        }
        if (profile.length == 0) {
            profile = unknown();
        }
        float old = profile[at];
        double step = Math.max(shape.rate(), 1.0 / (rounds + 1));
        profile[at] = Float.isNaN(old) ? value : (float) (old + step * (value - old));
    }

    private float[] unknown() {
        float[] buckets = new float[size];
        Arrays.fill(buckets, UNKNOWN);
        return buckets;
    }

    private static float in(float[] buckets, int at) {
        return buckets.length == 0 ? UNKNOWN : buckets[at];
    }

    /** The mean of the profile around a bucket. NaN if nothing is known there. */
    private float smooth(int at) {
        if (shape.reach() == 0 || profile.length == 0) {
            return in(profile, at);
        }
        double total = 0;
        int known = 0;
        for (int i = -shape.reach(); i <= shape.reach(); i++) {
            float value = profile[(at + i + size) % size];
            if (!Float.isNaN(value)) {
                total += value;
                known++;
            }
        }
        return known == 0 ? UNKNOWN : (float) (total / known);
    }

    /** The profile at a time, linear between the middles of buckets. NaN if nothing is known. */
    double at(long time) {
        if (resting) {
            return Double.NaN;
        }
        double phase = (double) Math.floorMod(time, period) * size / period - .5;
        int left = (int) Math.floor(phase);
        double share = phase - left;
        int from = left < 0 ? size - 1 : left;
        double a = smooth(from);
        double b = smooth(from + 1 == size ? 0 : from + 1);
        return a + share * (b - a);
    }

    /** The mean of the bucket at that time one period ago. NaN if not known. */
    public double before(long time) {
        return !resting ? in(recent, place(time)) : Double.NaN;
    }

    void pass(Snapshot pass) throws IOException {
        open = pass.whole(open);
        sum = pass.single(sum);
        count = pass.count(count);
        rounds = pass.count(rounds);
        tried = pass.count(tried);
        resting = pass.flag(resting);
        found = pass.flag(found);
        judged = pass.count(judged);
        error = pass.single(error);
        plainError = pass.single(plainError);
        if (pass.flag(!resting && known())) {
            recent = recent.length == 0 ? unknown() : recent;
            profile = profile.length == 0 ? unknown() : profile;
            pass.roots(recent, size);
            pass.roots(profile, size);
        }
    }

    private boolean known() {
        for (int i = 0; i < recent.length; i++) {
            if (!Float.isNaN(recent[i])) {
                return true;
            }
        }
        return false;
    }
}
