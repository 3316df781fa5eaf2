package dev.sluice.forecast;

import dev.sluice.forecast.history.Snapshot;
import java.io.IOException;

/**
 * Weighs several experts by their recent absolute error.
 *
 * <p><b>Idea.</b> The weight of an expert is the mean of two weights, and both forget. The first is a high inverse
 * power of the error, which picks the few best experts. The second is Bernstein online aggregation (Wintenberger
 * 2017, arXiv 1404.1356) on the gradient of the absolute loss. It also values experts that correct the others.
 *
 * <p><b>Formula.</b> With values v_i, mixture v, demand y and one update per kept forecast (shown for each window):
 *
 * <pre>
 *   error_i  = .995 error_i + |v_i - y|               power_i = (least error / error_i)^24
 *   r_i      = sign(v - y) (v - v_i)                  rate_i  = min(.5 / range_i, sqrt(ln n / square_i))
 *   regret_i = .999 regret_i + r_i - rate_i r_i^2     part_i  = rate_i range_i exp(rate_i regret_i)
 *   weight_i = .5 (power_i / sum of power + part_i / sum of part)
 * </pre>
 *
 * Here square_i is the decayed sum of r_i^2, and range_i the decayed maximum of |r_i|.
 *
 * <p><b>Example.</b> Two experts have errors of 10 and 11. The powers are 1 and (10 / 11)^24 = .10, so the first half
 * of the weights is .91 to .09. With errors of 10 and 12 it is .99 to .01.
 */
final class Mixture {
    private static final double ERROR_KEEP = .995;
    private static final double REGRET_KEEP = .999;

    private final int size;
    private final double logSize;
    private final double errorKeep;
    private final double regretKeep;
    private final double[] error;
    private final double[] regret;
    private final double[] square;
    private final double[] range;
    private final double[] weight;
    private final double[] part;

    /** {@code stride} is the number of windows between two updates. */
    Mixture(int size, int stride) {
        this.size = size;
        logSize = Math.log(size);
        errorKeep = Math.pow(ERROR_KEEP, stride);
        regretKeep = Math.pow(REGRET_KEEP, stride);
        error = new double[size];
        regret = new double[size];
        square = new double[size];
        range = new double[size];
        weight = new double[size];
        part = new double[size];
        weigh();
    }

    double weight(int expert) {
        return weight[expert];
    }

    double mix(double[] values) {
        double sum = 0;
        for (int i = 0; i < size; i++) {
            sum += weight[i] * values[i];
        }
        return sum;
    }

    /**
     * Learns from demand {@code y}. {@code values} is what the experts had forecast, {@code mixed} what the mixture
     * had.
     */
    void learn(double[] values, double mixed, double y) {
        double direction = Math.signum(mixed - y);
        for (int i = 0; i < size; i++) {
            error[i] = errorKeep * error[i] + Math.abs(values[i] - y);
            double r = direction * (mixed - values[i]);
            range[i] = Math.max(regretKeep * range[i], Math.abs(r));
            square[i] = regretKeep * square[i] + r * r;
            regret[i] = regretKeep * regret[i] + r - rate(i) * r * r;
        }
        weigh();
    }

    /** The learning rate of one expert, as large as its range and its variation so far allow. */
    private double rate(int i) {
        return square[i] > 0 ? Math.min(.5 / range[i], Math.sqrt(logSize / square[i])) : 0;
    }

    private void weigh() {
        double least = Double.MAX_VALUE;
        double most = -Double.MAX_VALUE;
        for (int i = 0; i < size; i++) {
            least = Math.min(least, error[i]);
            most = Math.max(most, rate(i) * regret[i]);
        }
        double floor = 1e-9 * least + Double.MIN_NORMAL;
        double powers = 0;
        double exponents = 0;
        for (int i = 0; i < size; i++) {
            weight[i] = power24((least + floor) / (error[i] + floor));
            powers += weight[i];
            double rate = rate(i);
            part[i] = (rate > 0 ? rate * range[i] : 1) * Math.exp(rate * regret[i] - most);
            exponents += part[i];
        }
        for (int i = 0; i < size; i++) {
            weight[i] = .5 * (weight[i] / powers + part[i] / exponents);
        }
    }

    private static double power24(double x) {
        double x2 = x * x;
        double x4 = x2 * x2;
        double x8 = x4 * x4;
        return x8 * x8 * x8;
    }

    void pass(Snapshot pass) throws IOException {
        pass.singles(error, size);
        pass.singles(regret, size);
        pass.singles(range, size);
        for (int i = 0; i < size; i++) {
            double root = pass.single(Math.sqrt(square[i]));
            square[i] = root * root;
        }
        weigh();
    }
}
