package dev.sluice.sizing.capacity;

import dev.sluice.text.NumberText;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * A quantile of a stream of positive values, followed in steps on the logarithmic axis (H. Robbins and S. Monro
 * 1951). Old values fade, and a single value, however large, moves the quantile by one step. Where values differ by less than a
 * few steps, the steps are shorter, and the result is an expectile (W. Newey and J. Powell 1987): a little nearer to the mean.
 *
 * <p>The first {@value #FIRST} values are kept and sorted. Of five or more of them, the two largest and the two
 * smallest are never used, because one of the first reports may be wrong too.
 */
final class StreamQuantile {
    static final int FIRST = 10;
    private static final double STEP = .05;

    /** Share of the distance to a value near by: steps wider than the values themselves would be noise. */
    private static final double NEARER = .25;

    /** More than noise from window to window. */
    private static final double CLEARLY_LESS = .95;

    private final double level;
    private float[] first = new float[0];
    private float value;
    private boolean following;

    StreamQuantile(double level) {
        this.level = level;
    }

    /** The quantile; 0 before the first value. */
    double value() {
        return value;
    }

    void add(double next) {
        if (!following) {
            first = Arrays.copyOf(first, first.length + 1);
            first[first.length - 1] = (float) Math.min(Float.MAX_VALUE, next);
            value = ofFirst();
            following = first.length == FIRST;
            return;
        }
        first = new float[0];
        double apart = Math.abs(Math.log(next / value));
        double step = Math.min(STEP, NEARER * apart);
        value = (float) (value * Math.exp(step * (next > value ? level : level - 1)));
    }

    /** Falls to {@code next} if the quantile is clearly above it. */
    void fallTo(double next) {
        if (following && next < CLEARLY_LESS * value) {
            goOnFrom((float) next);
        }
    }

    /** Takes back what came after the quantile was {@code before}. */
    void takeBack(float before) {
        if (following) {
            goOnFrom(before);
        }
    }

    /** Nothing can be followed from 0, however large its steps: then the next values are the first again. */
    private void goOnFrom(float known) {
        value = known;
        following = known > 0;
        first = new float[0];
    }

    private float ofFirst() {
        float[] sorted = first.clone();
        Arrays.sort(sorted);
        int last = sorted.length - 1;
        int spared = Math.min(2, last / 2);
        return sorted[(int) Math.max(spared, Math.min(last - spared, Math.round(level * last)))];
    }

    void write(DataOutput out) throws IOException {
        out.writeFloat(value);
        out.writeByte(following ? FIRST : first.length);
        for (int i = 0; i < first.length && !following; i++) {
            out.writeFloat(first[i]);
        }
    }

    void read(DataInput in) throws IOException {
        value = in.readFloat();
        int count = in.readUnsignedByte();
        if (!(value >= 0) || count > FIRST) {
            throw new IOException("damaged capacity snapshot: " + NumberText.exactly(value) + " of " + count);
        }
        following = count == FIRST && value > 0;
        first = new float[count == FIRST ? 0 : count];
        for (int i = 0; i < first.length; i++) {
            first[i] = in.readFloat();
        }
    }
}
