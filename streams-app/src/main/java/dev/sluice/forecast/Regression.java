package dev.sluice.forecast;

import dev.sluice.forecast.history.Snapshot;
import java.io.IOException;
import java.util.Arrays;

/**
 * A linear fit of a change on features of the past. It forgets, gives large errors less weight, and keeps
 * coefficients near zero.
 *
 * <p>It is recursive least squares on weighted normal equations {@code A = sum w x x'}, {@code b = sum w x y}. The
 * weight {@code s / max(|e|, .3 s)} makes the fit a median instead of a mean (iteratively reweighted least squares).
 * A ridge in proportion to the diagonal keeps features of little use near zero.
 */
final class Regression {
    private static final double ERROR_RATE = .01;
    private static final int EAGER = 100;
    private static final int SOLVE_EVERY = 4;

    private final double keep;
    private final double ridge;
    private int size;
    private final double[] a;
    private final double[] b;
    private final double[] theta;
    private double error;
    private int updates;

    /**
     * {@code keep} is the part of an observation's weight that remains after one update; {@code ridge} is relative to
     * the diagonal.
     */
    Regression(int largest, double keep, double ridge) {
        size = largest;
        this.keep = keep;
        this.ridge = ridge;
        a = new double[size * (size + 1) / 2];
        b = new double[largest];
        theta = new double[largest];
    }

    /** Uses the first {@code wanted} features only. What was learned about the others is forgotten. */
    void width(int wanted) {
        if (wanted == size) {
            return;
        }
        int from = Math.min(size, wanted);
        Arrays.fill(a, from * (from + 1) / 2, a.length, 0);
        Arrays.fill(b, from, b.length, 0);
        Arrays.fill(theta, from, theta.length, 0);
        size = wanted;
    }

    int updates() {
        return updates;
    }

    double predict(float[] x) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += theta[i] * x[i];
        }
        return sum;
    }

    void learn(float[] x, double target) {
        double e = Math.abs(target - predict(x));
        error += Math.max(ERROR_RATE, 1.0 / (updates + 1)) * (e - error);
        double weight = error > 0 ? error / Math.max(e, .3 * error) : 1;
        accumulate(x, target, weight);
        updates++;
        if (updates <= EAGER || updates % SOLVE_EVERY == 0) {
            solve();
        }
    }

    private void accumulate(float[] x, double target, double weight) {
        int at = 0;
        for (int i = 0; i < size; i++) {
            double wx = weight * x[i];
            for (int j = 0; j <= i; j++, at++) {
                a[at] = keep * a[at] + wx * x[j];
            }
            b[i] = keep * b[i] + wx * target;
        }
    }

    /** Cholesky decomposition of A plus its ridge, row by row in packed form, then both substitutions. */
    private void solve() {
        double trace = 0;
        for (int i = 0; i < size; i++) {
            trace += a[i * (i + 3) / 2];
        }
        double floor = .7 * trace / size + 1e-12;
        // allocated each time: kept for every service, it would be a tenth of the memory of a service
        double[] factor = new double[size * (size + 1) / 2];
        for (int i = 0, row = 0; i < size; row += ++i) {
            double z = b[i];
            for (int j = 0, other = 0; j <= i; other += ++j) {
                double sum = a[row + j];
                for (int k = 0; k < j; k++) {
                    sum -= factor[row + k] * factor[other + k];
                }
                if (j < i) {
                    factor[row + j] = sum * factor[other + j];
                    z -= factor[row + j] * theta[j];
                } else {
                    // the diagonal holds the reciprocal
                    factor[row + i] = 1 / Math.sqrt(Math.max(sum + ridge * (.3 * a[row + i] + floor), 1e-12));
                }
            }
            theta[i] = z * factor[row + i];
        }
        for (int i = size - 1; i >= 0; i--) {
            double sum = theta[i];
            for (int k = i + 1; k < size; k++) {
                sum -= factor[k * (k + 1) / 2 + i] * theta[k];
            }
            theta[i] = sum * factor[i * (i + 3) / 2];
        }
    }

    void pass(Snapshot pass) throws IOException {
        updates = pass.count(updates);
        error = pass.single(error);
        size = pass.count(size);
        pass.singles(a, size * (size + 1) / 2);
        pass.singles(b, size);
        if (updates > 0) {
            solve();
        }
    }
}
