package dev.sluice.forecast;

import java.io.IOException;

/**
 * Shares of several experts by their recent absolute error: the mean of an inverse-power weighting and a discounted
 * Bernstein online aggregation (Wintenberger 2017) on the gradient of the absolute loss.
 */
final class Mixture {
    private static final double POWER_KEEP = .998;
    private static final double REGRET_KEEP = .9985;

    private final int size;
    private final double powerKeep;
    private final double regretKeep;
    private final double[] loss;
    private final double[] regret;
    private final double[] square;
    private final double[] range;
    private final double[] weight;
    private final double[] part;
    private double mass;

    /** {@code stride}: windows between two updates. */
    Mixture(int size, int stride) {
        this.size = size;
        powerKeep = Math.pow(POWER_KEEP, stride);
        regretKeep = Math.pow(REGRET_KEEP, stride);
        loss = new double[size];
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

    /** {@code values} are what the experts and {@code mixed} what the mixture said about the demand {@code y}. */
    void learn(double[] values, double mixed, double y) {
        mass = powerKeep * mass + 1;
        double direction = Math.signum(mixed - y);
        for (int i = 0; i < size; i++) {
            loss[i] = powerKeep * loss[i] + Math.abs(values[i] - y);
            double r = direction * (mixed - values[i]);
            range[i] = Math.max(regretKeep * range[i], Math.abs(r));
            square[i] = regretKeep * square[i] + r * r;
            double eta = eta(i);
            regret[i] = regretKeep * regret[i] + r - eta * r * r;
        }
        weigh();
    }

    private double eta(int i) {
        return square[i] > 0 ? Math.min(.5 / range[i], Math.sqrt(Math.log(size) / square[i])) : 0;
    }

    private void weigh() {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (int i = 0; i < size; i++) {
            least = Math.min(least, loss[i]);
            most = Math.max(most, eta(i) * regret[i]);
        }
        double powers = 0;
        double exponents = 0;
        double floor = 1e-9 * least + Double.MIN_NORMAL;
        for (int i = 0; i < size; i++) {
            double q = (least + floor) / (loss[i] + floor);
            double q2 = q * q;
            double q4 = q2 * q2;
            weight[i] = q4 * q4 * q2;
            powers += weight[i];
            double eta = eta(i);
            part[i] = (eta > 0 ? eta * range[i] : 1) * Math.exp(eta * regret[i] - most);
            exponents += part[i];
        }
        for (int i = 0; i < size; i++) {
            weight[i] = .5 * (weight[i] / powers + part[i] / exponents);
        }
    }

    void pass(Snapshot pass) throws IOException {
        mass = pass.single(mass);
        pass.singles(loss, size);
        pass.singles(regret, size);
        pass.singles(range, size);
        for (int i = 0; i < size; i++) {
            double root = pass.single(Math.sqrt(square[i]));
            square[i] = root * root;
        }
        weigh();
    }
}
