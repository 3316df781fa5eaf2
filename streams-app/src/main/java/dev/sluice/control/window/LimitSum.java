package dev.sluice.control.window;

import dev.sluice.state.VarInts;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.OptionalDouble;

/**
 * What the instances that report the use of a resource may use of it in a window, all together. It is infinite, and so not known,
 * once one of them did not say.
 */
final class LimitSum {
    private double sum;

    /**
     * Adds what one instance may use.
     *
     * @param used what it used; NaN: it does not report the use, and does not count
     * @param limit what it may use; NaN: not known
     * @param weight part of the window for which it reported, above 0
     */
    void add(double used, double limit, double weight) {
        if (!Double.isNaN(used)) {
            sum += limit > 0 ? limit * weight : Double.POSITIVE_INFINITY;
        }
    }

    /** Counts instances that are missing: like those that reported. */
    void raise(double factor) {
        sum *= factor;
    }

    /** Returns the sum; empty if it is not known. */
    OptionalDouble known() {
        return sum > 0 && sum < Double.POSITIVE_INFINITY ? OptionalDouble.of(sum) : OptionalDouble.empty();
    }

    void write(DataOutput out) throws IOException {
        VarInts.write(sum, out);
    }

    void read(DataInput in) throws IOException {
        sum = VarInts.read(in);
    }
}
